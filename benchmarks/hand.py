"""The same answers by hand-written SQL over a narrow table: what newsbase is measured against.

One grouped pass gives the count, the sums and every facet of a column; two more the organisations
and the countries. Money inside counted programmes is left out by one join, as in the totals.
"""

from django.db import connection

SETUP = [
    "DROP TABLE IF EXISTS bench_deal",
    "DROP TABLE IF EXISTS bench_country",
    """
    CREATE TABLE bench_deal AS SELECT id, announced_year AS year, kind, status, nature,
      headline_gbp AS headline, low_gbp AS low, part_of_id AS parent, announced_on,
      CASE WHEN low IS NULL AND high IS NULL THEN 'undisclosed' WHEN low IS NULL THEN 'up_to'
           WHEN high IS NULL THEN 'at_least' WHEN low = high THEN 'exact' ELSE 'range' END AS figure
    FROM entities_investment WHERE public_from IS NOT NULL
    """,
    "CREATE UNIQUE INDEX bench_deal_id ON bench_deal (id)",
    "CREATE INDEX bench_deal_headline ON bench_deal (headline)",
    # All that the grouped pass reads, in the order that it groups by.
    """
    CREATE INDEX bench_deal_cells
    ON bench_deal (year, kind, status, nature, figure, headline, low, id)
    """,
    """
    CREATE TABLE bench_country AS SELECT DISTINCT l.investment_id AS deal, c.id AS country
    FROM (SELECT investment_id, place_id FROM entities_investment_places UNION
          SELECT x.investment_id, s.place_id FROM entities_investment_sites x
          JOIN entities_site s ON s.id = x.site_id) l
    JOIN entities_place p ON p.id = l.place_id
    JOIN entities_place c ON c.path = substr(p.path, 1, 2)
    """,
    "CREATE INDEX bench_country_country ON bench_country (country, deal)",
    "CREATE INDEX bench_country_deal ON bench_country (deal, country)",
    "DROP TABLE IF EXISTS bench_party",
    """
    CREATE TABLE bench_party AS
    SELECT DISTINCT organisation_id AS organisation, investment_id AS deal FROM entities_party
    """,
    "CREATE INDEX bench_party_organisation ON bench_party (organisation, deal)",
    "CREATE INDEX bench_party_deal ON bench_party (deal, organisation)",
    # For Datasette: what it can filter by and count is in one table.
    "DROP TABLE IF EXISTS bench_narrow",
    """
    CREATE TABLE bench_narrow AS SELECT d.*, (
      SELECT MIN(p.path) FROM bench_country b JOIN entities_place p ON p.id = b.country
      WHERE b.deal = d.id
    ) AS country FROM bench_deal d
    """,
    "CREATE INDEX bench_narrow_cells ON bench_narrow (country, year, kind, status, headline)",
    *(
        f"CREATE INDEX bench_narrow_{name} ON bench_narrow ({name})"
        for name in ("year", "kind", "status")
    ),
    "ANALYZE",
]
CELLS = """
SELECT d.year, d.kind, d.status, d.nature, d.figure, COUNT(*), SUM(d.headline), SUM(d.low)
FROM bench_deal d WHERE {where} GROUP BY 1, 2, 3, 4, 5
"""
NESTED = """
SELECT SUM(d.headline) FROM bench_deal d JOIN bench_deal p ON p.id = d.parent
WHERE {where} AND d.headline IS NOT NULL AND p.headline IS NOT NULL
AND p.status NOT IN ('cancelled', 'superseded') AND p.nature = 'new_money' AND {parent}
"""
ORGANISATIONS = """
SELECT p.organisation, COUNT(*) AS deals FROM bench_party p
JOIN bench_deal d ON d.id = p.deal WHERE {where} GROUP BY 1 ORDER BY deals DESC LIMIT 12
"""
COUNTRIES = """
SELECT c.country, COUNT(*) FROM bench_country c JOIN bench_deal d ON d.id = c.deal
WHERE {where} GROUP BY 1 ORDER BY 2 DESC LIMIT 12
"""
FIRST_PAGE = """
SELECT d.id FROM bench_deal d WHERE {where} AND d.headline IS NOT NULL
ORDER BY d.headline DESC, d.announced_on DESC, d.id DESC LIMIT 25
"""


def set_up():
    with connection.cursor() as cursor:
        for statement in SETUP:
            cursor.execute(statement)


def answer(where):
    """Everything that the search page shows for a condition on `d`, the deals."""
    parent = where.replace("d.", "p.")
    with connection.cursor() as cursor:
        for sql in (CELLS, NESTED, ORGANISATIONS, COUNTRIES, FIRST_PAGE):
            cursor.execute(sql.format(where=where, parent=parent))
            cursor.fetchall()

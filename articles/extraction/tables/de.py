"""German: its words for figures, money and dates."""

from articles.extraction.tables.shared import ABBREVIATIONS, UNITS, numbered
from articles.extraction.vocabulary import ABOUT, AT_LEAST, UP_TO, Language

LANGUAGE = Language(
    code="de",
    stop_words="der die das und in den von zu mit sich des auf fur ist im dem nicht ein eine als"
    " auch werden wird sind nach bei einer",
    scales={
        "tausend|tsd.": 10**3,
        "million|millionen": 10**6,
        "milliarde|milliarden": 10**9,
        "billion|billionen": 10**12,
    },
    abbreviations=ABBREVIATIONS | {"bio|bio.": 10**12, "tsd|tsd.": 10**3},
    number_words=numbered(
        "ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn"
        " sechzehn siebzehn achtzehn neunzehn zwanzig"
    )
    | {
        "eine|einer|einen": 1,
        "eine halbe|einer halben|halbe|halben": "0.5",
        "anderthalb|eineinhalb": "1.5",
        "zweieinhalb": "2.5",
        "dreieinhalb": "3.5",
        "dreissig": 30,
        "vierzig": 40,
        "funfzig": 50,
        "hundert": 100,
        "einhundert": 100,
    },
    of="an",
    currencies={
        "us-dollar|us-dollars|us dollar": "USD",
        "kanadische dollar|kanadischer dollar": "CAD",
        "britische pfund|pfund|pfund sterling": "GBP",
        "schweizer franken|franken": "CHF",
        "schwedische kronen|schwedischer kronen": "SEK",
        "norwegische kronen|norwegischer kronen": "NOK",
        "danische kronen|danischer kronen": "DKK",
        "kronen": ("SEK", "NOK", "DKK", "ISK", "CZK"),
        "rupien": "INR",
        "yen": "JPY",
        "yuan": "CNY",
        "zloty": "PLN",
    },
    before={
        UP_TO: "bis zu|bis|maximal|hochstens|weniger als|unter|nicht mehr als"
        "|konnten?(?: \\w+){0,2} bis zu",
        AT_LEAST: "mehr als|uber|mindestens|wenigstens|rund uber|nicht weniger als|oberhalb von"
        "|ab|von uber|von mehr als|minimum",
        ABOUT: "rund|etwa|ungefahr|circa|ca\\.?|knapp|fast|nahezu|geschatzte?n?|an die|gut|um die"
        "|in hohe von (?:rund|etwa)|schatzungsweise|annahernd|beinahe|~|≈",
    },
    after={UP_TO: "maximal", AT_LEAST: "oder mehr|\\+|plus", ABOUT: "oder so"},
    fillers="die|der|den|eine|einer|weitere|weiteren|insgesamt",
    to="bis|bis zu|auf|oder",
    between="zwischen",
    both="und",
    growth="stieg\\w*|steig\\w+|wuchs\\w*|wachs\\w+|erhoh\\w+|sank\\w*|sink\\w+|fiel|fallen|von",
    goes_on="in|fur|zu|bis|und|mit|auf|von|im|bei|aus|an|uber|nach|pro|jahrlich|investiert"
    "|investieren|werden|wird|ein|zum|zur|soll",
    counted="[a-z]*menschen|einwohner\\w*|tonnen|nutzer\\w*|kunden|haushalte",
    undisclosed="(?:einen|eine) (?:nicht genannte|ungenannte|unbekannte)n? (?:summe|betrag)",
    accelerators="(?:[\\w-]*-)?(?:gpus?|prozessoren|chips?|ki-chips?|grafikprozessoren"
    "|beschleuniger|grafikkarten|grafikchips)",
    units=UNITS
    | {
        "megawatt": ("MW", 1),
        "gigawatt": ("MW", 1000),
        "terawatt": ("MW", 10**6),
        "kilowatt": ("MW", "0.001"),
        "gigawattstunden": ("GWh", 1),
        "megawattstunden": ("GWh", "0.001"),
        "terawattstunden": ("GWh", 1000),
        "arbeitsplatze|jobs|stellen": ("job", 1),
        "haushalte": ("household", 1),
        "quadratmeter": ("m2", 1),
        "hektar": ("m2", 10_000),
    },
    measures={
        "investment": "invest\\w*|[a-z]*investition\\w*|forder\\w*|finanzier\\w*|[a-z]*finanzierung"
        "|sammel\\w*|gesammelt|eingesammelt|fonds|steck\\w*|zuschuss\\w*|subvention\\w*|kapital"
        "|finanzierungsrunde|baut|bauen|bau|bereitstell\\w*|stellt|aufbau\\w*|kost\\w+|zusage\\w*"
        "|projekt\\w*|programm\\w*|ausgeben|kredit\\w*|geld\\w*|pumpt|pumpen|investor\\w*"
        "|beteilig\\w*|werk|fabrik|rechenzentr\\w+|geberrunde|beihilfe\\w*",
        "revenue": "umsatz\\w*|erlos\\w*|gewinn\\w*|verlust\\w*|einnahmen|ergebnis\\w*",
        "valuation": "bewert\\w*|wert|marktkapitalisierung|borsenwert|unternehmenswert|vermogen",
        "price": "preis\\w*|je aktie|pro aktie|aktie\\w*|dividende\\w*|strafe\\w*|gehalt",
        "market": "markt\\w*|bip|wirtschaft\\w*|haushalt|export\\w*|verteidigung\\w*|branche",
        "debt": "verschuldet|schulden|verbindlichkeiten|anleihe\\w*",
        "deal": "ubern\\w+|kauf\\w*|gekauft|verkauf\\w*|auftrag\\w*|vertrag\\w*|erwarb|erwirbt",
    },
    roles={
        "total": "insgesamt|gesamtsumme(?: \\w+)? (?:auf|von)|summe auf|teil (?:eines|einer|des"
        "|der)(?: \\w+){0,4}|erhoht[^.;]{0,60} auf|gesamt\\w*",
        "part": "davon|darunter|einschliesslich|inklusive",
        "restates": "umgerechnet|entspricht|bereits angekundigte?n?|also",
        "after_total": "insgesamt",
    },
    months="januar|jan februar|feb marz april|apr mai juni|jun juli|jul august|aug september|sept"
    " oktober|okt november|nov dezember|dez",
    deadlines="bis|bis zum|bis spatestens|vor|spatestens",
    periods={
        "ende|jahresende|das ende": (12, 12),
        "anfang": (1, 3),
        "mitte": (6, 6),
        "das erste quartal|ersten quartal|erste quartal": (1, 3),
        "das zweite quartal|zweiten quartal|zweite quartal": (4, 6),
        "das dritte quartal|dritten quartal|dritte quartal": (7, 9),
        "das vierte quartal|vierten quartal|vierte quartal": (10, 12),
    },
)

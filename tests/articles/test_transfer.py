"""Records out of the base and back in: what was exported changes nothing, what is wrong is told."""

import csv
import io
import json

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from reversion.models import Revision, Version

from articles import consistency, publishing
from articles.desk import exporting, importing
from articles.desk.sheets import BROWSER, COMMAND, Sheet, SheetError
from articles.models import Claim
from entities.models import Alias, Investment, Organisation, Place, Site
from tests.articles.hostile_files import REFUSED, WRONG_ROWS
from tests.factories import (
    CapacityFactory,
    ClaimFactory,
    InvestmentFactory,
    OrganisationFactory,
    PartyFactory,
    PlaceFactory,
    SiteFactory,
    approved,
    draft_about,
    report,
)
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db
MODELS = {"organisation": Organisation, "site": Site, "investment": Investment}


def export(kind, user, file_format="csv"):
    rows = exporting.exported(MODELS[kind].objects.all(), kind, user)
    pieces = exporting.written(rows, file_format)
    return b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)


def sheet(data, file_format="csv", limits=BROWSER):
    data = data.encode() if isinstance(data, str) else data
    return Sheet(io.BytesIO(data), file_format, limits)


def table(*rows):
    """CSV of rows: the first holds the names of the columns."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def take(kind, data, user, file_format="csv", **options):
    return importing.run(sheet(data, file_format), kind, user=user, **options)


def errors(report):
    return {(line.number, column): text for line in report.lines for column, text in line.errors}


def all_is_right():
    wrong = {name: list(check()) for name, check in consistency.CHECKS.items()}
    assert not any(wrong.values()), wrong
    return True


@pytest.fixture
def base(editor):
    """Records with everything that a file can hold, some public."""
    britain = PlaceFactory(slug="gb")
    parent = OrganisationFactory(slug="magnetar", name="=Magnetar")
    company = OrganisationFactory(slug="coreweave", name="CoreWeave", parent=parent, place=britain)
    Alias.objects.create(organisation=company, name="Atlantic Crypto | \\ old")
    site = SiteFactory(slug="loughton", place=britain, latitude=51.65, longitude=-0.5)
    site.operators.add(company)
    programme = InvestmentFactory(slug="umbrella", figure="up to about £31bn")
    deal = InvestmentFactory(slug="deal", figure="$30-50bn", places=[britain], sites=[site],
                             part_of=programme, note="Two\r\nlines; one =1+1")  # fmt: skip
    deal.may_overlap.add(InvestmentFactory(slug="other", figure="undisclosed"))
    PartyFactory(investment=deal, organisation=company, share=1_234_567_891)
    PartyFactory(investment=deal, organisation=parent, role="partner")
    report(deal, site)
    body = "It pays £1.5 billion | or\nmore. It pays."
    draft = draft_about(slug="draft", author=editor, body=body)
    ClaimFactory(article=draft, investment=deal, quote=body[:-9], statement="figure",
                 low=1_500_000_000, high=1_500_000_000, currency="GBP", is_chosen=True)  # fmt: skip
    return deal


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("kind", MODELS)
def test_what_was_exported_imports_back_as_no_change(kind, file_format, base, editor):
    first = export(kind, editor, file_format)
    found = take(kind, first, editor, file_format)
    assert found.lines == []
    assert found.counts == {"unchanged": MODELS[kind].objects.count()}
    assert export(kind, editor, file_format) == first


def test_a_base_is_rebuilt_from_its_files(base, editor, publisher):
    files = {kind: export(kind, editor) for kind in MODELS}
    Claim.objects.all().delete()
    base.part_of = None
    base.save()
    base.may_overlap.clear()
    for deal in Investment.objects.all():
        with publishing.kept_true(deal):
            deal.delete()
    publishing.refresh_all()
    done = take("investment", files["investment"], editor)
    # The claim of the published article is not an import's to make.
    assert "claims" in {column for _number, column in errors(done)}
    rows = list(csv.DictReader(io.StringIO(files["investment"].decode("utf-8-sig"))))[:-1]
    for row in rows:
        row["claims"] = "\n".join(x for x in row["claims"].split("\n") if x.startswith("draft"))
    done = take("investment", json.dumps(rows), editor, "json", apply=True)
    assert done.is_applied
    assert done.counts == {"created": 3}
    made = Investment.objects.get(slug="deal")
    assert made.part_of.slug == "umbrella"
    assert [each.slug for each in made.may_overlap.all()] == ["other"]
    assert made.parties.get(role="investor").share == 1_234_567_891
    assert made.claims.get().is_chosen
    assert all_is_right()


def test_a_dry_run_keeps_nothing_and_says_what_the_import_then_does(base, editor):
    data = table(["slug", "name", "aliases", "parent"],
                 ["coreweave", "CoreWeave Inc", "CW\nAtlantic Crypto", "newco"],
                 ["newco", "Newco", "", ""])  # fmt: skip
    dry = take("organisation", data, editor)
    assert dry.counts == {"created": 1, "changed": 1}
    assert ("name", "CoreWeave", "CoreWeave Inc") in dry.lines[0].changes
    assert ("parent", "magnetar", "newco") in dry.lines[0].changes
    assert not Organisation.objects.filter(slug="newco").exists()
    assert not Revision.objects.filter(comment="Import").exists()
    done = take("organisation", data, editor, apply=True, expected=dry.digest)
    assert done.is_applied
    assert done.lines == dry.lines
    company = Organisation.objects.get(slug="coreweave")
    assert (company.name, company.version, company.parent.slug) == ("CoreWeave Inc", 2, "newco")
    assert [alias.name for alias in company.aliases.all()] == ["Atlantic Crypto", "CW"]
    assert company.place.slug == "gb"  # the file has no such column
    revision = Revision.objects.get(comment="Import")
    assert revision.user == editor
    assert all_is_right()


def test_an_import_that_would_no_longer_do_the_same_is_held(base, editor):
    data = table(["slug", "name"], ["coreweave", "CoreWeave Inc"])
    dry = take("organisation", data, editor)
    Organisation.objects.filter(slug="coreweave").update(name="CoreWeave plc")
    assert not take("organisation", data, editor, apply=True, expected=dry.digest).is_applied
    assert Organisation.objects.get(slug="coreweave").name == "CoreWeave plc"


def test_every_error_of_every_row_is_listed_and_nothing_is_kept(base, editor):
    data = table(
        ["slug", "title", "kind", "figure", "announced_on", "parties", "places", "claims"],
        ["good", "Good", "loan", "£1bn", "2025-09-16", "", "gb", ""],
        ["bad", "", "lone", "1,500bn", "16/09/2025", "investor | nobody\nking | coreweave", "xx",
         "draft | mention | | | | Not in it."],
        ["good", "Again", "loan", "£1bn", "2025-09-16", "", "", ""],
        ["", "No address", "loan", "£1bn", "2025-09-16", "", "", ""],
        ["circle", "Circle", "loan", "=1+1", "2025-09-16", "", "", ""],
    )  # fmt: skip
    told = errors(take("investment", data, editor, apply=True))
    assert {column for number, column in told if number == 3} == {
        "title", "kind", "figure", "announced_on", "parties", "places", "claims",
    }  # fmt: skip
    assert "nobody" in told[3, "parties"] or "king" in told[3, "parties"]
    assert told[4, "slug"] == "Row 2 has the same address."
    assert {(5, "slug"), (6, "figure")} <= told.keys()
    assert not Investment.objects.filter(slug="good").exists()


def test_what_the_base_itself_refuses_is_told_in_its_words(base, editor):
    OrganisationFactory(slug="known", wikidata_id="Q1")
    data = table(["slug", "name", "wikidata_id"], ["new", "New", "Q1"], ["coreweave", "C", "Q1"])
    told = errors(take("organisation", data, editor, apply=True))
    assert set(told.values()) == {"Another organisation has this Wikidata number."}
    data = table(["slug", "latitude"], ["loughton", ""])
    assert "latitude" in str(errors(take("site", data, editor, apply=True)))


def test_a_circle_is_refused_by_row(editor):
    data = table(["slug", "name", "parent"], ["a", "A", "b"], ["b", "B", "a"])
    told = errors(take("organisation", data, editor, apply=True))
    assert told
    assert all(column == "parent" for _number, column in told)
    assert Organisation.objects.count() == 0


def test_what_becomes_public_by_an_import_is_public_at_once(base, editor):
    data = table(["slug", "parties", "places"],
                 ["deal", "investor | newcomer", "gb/wales"])  # fmt: skip
    newcomer = OrganisationFactory(slug="newcomer")
    wales = PlaceFactory(slug="wales", parent=Place.objects.get(slug="gb"))
    assert take("investment", data, editor, apply=True).is_applied
    for record in (newcomer, wales):
        record.refresh_from_db()
        assert record.is_public
    assert Organisation.objects.get(slug="magnetar").public_from is None
    assert all_is_right()


def test_an_approval_of_what_an_import_changes_falls(editor):
    deal = InvestmentFactory(slug="secret")
    article = approved(draft_about(deal))
    take("investment", table(["slug", "figure"], ["secret", "£2bn"]), editor, apply=True)
    article.refresh_from_db()
    assert article.state == "in_review"


def test_only_those_who_may_import(base, writer, editor, administrator, stranger):
    data = table(["slug", "name"], ["coreweave", "Other"])
    for user in (writer, administrator, stranger):
        with pytest.raises(PermissionDenied):
            take("organisation", data, user, apply=True)


def test_claims_of_an_unreadable_draft_are_not_exported(base, editor, publisher):
    secret = draft_about(base, slug="hush")
    assert b"hush" not in export("investment", editor)
    assert b"hush" in export("investment", publisher)
    assert take("investment", export("investment", editor), editor).lines == []
    assert secret.claims.count() == 1


def test_a_published_article_is_not_corrected_by_an_import(base, publisher):
    told = errors(take("investment", table(["slug", "claims"], ["deal", ""]), publisher))
    assert "correct it on its own page" in told[2, "claims"]


def test_no_cell_of_an_export_is_a_formula(base, editor):
    assert b"'=Magnetar" in export("organisation", editor)
    book = openpyxl.load_workbook(io.BytesIO(export("organisation", editor, "xlsx")))
    assert {cell.data_type for row in book.active for cell in row} <= {"s", "n", "inlineStr"}


def test_a_formula_in_a_workbook_is_refused(editor):
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["slug", "name"])
    book.active.append(["a", "=1+1"])
    book.save(file)
    told = errors(take("organisation", file.getvalue(), editor, "xlsx"))
    assert "formula" in told[2, "name"]


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_file_is_refused_in_words(name, editor):
    file_format, data = REFUSED[name]
    with pytest.raises(SheetError, match=r"\w+ \w+"):
        take("organisation", data, editor, file_format, apply=True)
    assert Organisation.objects.count() == 0


@pytest.mark.parametrize("name", WRONG_ROWS)
def test_what_is_wrong_with_a_cell_is_told_at_its_row(name, editor):
    file_format, data = WRONG_ROWS[name]
    told = take("organisation", data, editor, file_format, apply=True)
    assert told.refused
    assert not told.is_applied
    assert Organisation.objects.count() == 0


def test_a_former_address_makes_no_second_record(base, editor):
    company = Organisation.objects.get(slug="coreweave")
    company.slug = "coreweave-inc"
    company.save()
    told = errors(take("organisation", table(["slug", "name"], ["coreweave", "C"]), editor))
    assert "coreweave-inc" in told[2, "slug"]


def test_semicolons_and_a_mark_are_read(editor):
    data = "\ufeffslug;name\r\nwien;Wien GmbH\r\n".encode()
    assert take("organisation", data, editor, apply=True).is_applied


def test_many_unchanged_rows_ask_few_questions(editor, django_assert_max_num_queries):
    for _ in range(300):
        OrganisationFactory()
    data = export("organisation", editor)
    with django_assert_max_num_queries(30):
        importing.run(sheet(data, limits=COMMAND), "organisation", user=editor)


# In the browser


def page(kind, name):
    return reverse(f"admin:entities_{kind}_{name}")


def upload(client, kind, data, name="rows.csv"):
    data = data.encode() if isinstance(data, str) else data
    return client.post(page(kind, "import"), {"file": SimpleUploadedFile(name, data)})


def test_an_editor_reads_the_dry_run_and_confirms_it(client, base, editor):
    client.force_login(editor)
    listing = client.get(page("organisation", "changelist")).content.decode()
    assert page("organisation", "import") in listing
    dry = upload(client, "organisation", table(["slug", "name"], ["coreweave", "CoreWeave plc"]))
    assert dry.status_code == 200
    assert "CoreWeave plc" in dry.content.decode()
    assert Organisation.objects.get(slug="coreweave").name == "CoreWeave"
    confirm = {"token": filled_in(dry)["token"][0]}
    answer = client.post(page("organisation", "import"), confirm, follow=True)
    assert "0 created, 1 changed, 0 unchanged" in answer.content.decode()
    assert Organisation.objects.get(slug="coreweave").name == "CoreWeave plc"
    again = client.post(page("organisation", "import"), confirm, follow=True)
    assert "send the file again" in again.content.decode()


def test_a_confirmation_is_of_one_person_one_kind_and_one_state(client, base, editor, publisher):
    client.force_login(editor)
    dry = upload(client, "organisation", table(["slug", "name"], ["coreweave", "Other"]))
    confirm = {"token": filled_in(dry)["token"][0]}
    assert client.post(page("site", "import"), confirm).status_code == 403
    client.force_login(publisher)
    assert client.post(page("organisation", "import"), confirm).status_code == 403
    client.force_login(editor)
    forged = {"token": confirm["token"][:-3] + "abc"}
    assert client.post(page("organisation", "import"), forged).status_code == 302
    Organisation.objects.filter(slug="coreweave").update(name="Meanwhile")
    held = client.post(page("organisation", "import"), confirm)
    assert held.status_code == 409
    assert "Meanwhile" in held.content.decode()
    assert Organisation.objects.get(slug="coreweave").name == "Meanwhile"


def test_refused_rows_are_listed_and_can_not_be_confirmed(client, base, editor):
    client.force_login(editor)
    answer = upload(client, "organisation", table(["slug", "name"], ["<b>", ""]))
    assert answer.status_code == 422
    assert "&lt;b&gt;" in answer.content.decode()
    assert "token" not in filled_in(answer)


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_upload_answers_the_form(name, client, editor):
    client.force_login(editor)
    file_format, data = REFUSED[name]
    answer = upload(client, "organisation", data, f"rows.{file_format}")
    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode()


def test_who_may_not_import_has_no_button_and_no_page(client, base, writer, administrator):
    for user in (writer, administrator):
        client.force_login(user)
        listing = client.get(page("investment", "changelist")).content.decode()
        assert page("investment", "import") not in listing
        assert client.get(page("investment", "import")).status_code == 403
        assert upload(client, "investment", "slug\na\n").status_code == 403


@pytest.mark.parametrize("kind", MODELS)
def test_each_kind_is_exported_for_who_may_read_it(kind, client, base, writer, stranger):
    client.force_login(writer)
    assert page(kind, "export") in client.get(page(kind, "changelist")).content.decode()
    assert client.get(page(kind, "export")).status_code == 200
    answer = client.get(page(kind, "export"), {"format": "csv"})
    assert b"".join(answer.streaming_content) == export(kind, writer)
    assert "no-store" in answer["Cache-Control"]
    client.force_login(stranger)
    assert client.get(page(kind, "export"), {"format": "csv"}).status_code == 403


# On the command line


def test_commands_take_what_they_gave(tmp_path, base, editor, capsys):
    file = tmp_path / "deals.xlsx"
    call_command("export_records", "investment", format="xlsx", output=file)
    Investment.objects.filter(slug="deal").update(note="")
    said = io.StringIO()
    call_command("import_records", "investment", file, user="editor", stdout=said)
    assert "Nothing was changed." in said.getvalue()
    call_command("import_records", "investment", file, user="editor", apply=True, stdout=said)
    assert "0 created, 1 changed, 2 unchanged, 0 refused" in said.getvalue()
    assert Investment.objects.get(slug="deal").note == "Two\nlines; one =1+1"


def test_a_command_says_what_is_wrong(tmp_path, base, writer, editor):
    file = tmp_path / "rows.csv"
    file.write_text(table(["slug", "figure"], ["deal", "1,500bn"]))
    for user, told in (("nobody", "no user"), ("writer", "may not"), ("editor", "put right")):
        with pytest.raises(CommandError, match=told):
            call_command("import_records", "investment", file, user=user, apply=True,
                         stdout=io.StringIO())  # fmt: skip


class TestCapacities:
    def lines(self, deal):
        return [(str(each.interval), each.unit, each.product) for each in deal.capacities.all()]

    def test_they_travel_and_two_alike_stay_two(self, editor):
        deal = InvestmentFactory(slug="deal")
        for _phase in range(2):
            CapacityFactory(investment=deal, low=100, high=100, unit="gpu", product="Blackwell")
        data = export("investment", editor)
        assert take("investment", data, editor).counts == {"unchanged": 1}
        rows = table(["slug", "capacities"], ["deal", "up to 90 | mw\n100 | gpu | Blackwell"])
        assert take("investment", rows, editor, apply=True).is_applied
        told = {(each.unit, each.low, each.high) for each in deal.capacities.all()}
        assert told == {("mw", None, 90), ("gpu", 100, 100)}

    def test_a_changed_quantity_stays_inside_what_contains_it(self, editor):
        deal = InvestmentFactory(slug="deal")
        whole = CapacityFactory(investment=deal, low=None, high=120_000, unit="gpu")
        part = CapacityFactory(
            investment=deal, low=None, high=60_000, unit="gpu", product="Nscale", part_of=whole
        )
        cell = export("investment", editor).decode().replace("60,000", "70,000")
        assert take("investment", cell, editor, apply=True).is_applied
        part.refresh_from_db()
        assert (part.high, part.part_of) == (70_000, whole)

    @pytest.mark.parametrize(
        "cell", ["many | gpu", "90", "90 | parsecs", "90 | mw | x | soon", "90 | mw | x | y | z"]
    )
    def test_what_is_no_capacity_is_told_at_its_column(self, cell, editor):
        SiteFactory(slug="campus")
        found = take("site", table(["slug", "capacities"], ["campus", cell]), editor)
        assert [column for column, _message in found.refused[0].errors] == ["capacities"]


def test_each_record_of_a_large_import_has_one_version_with_its_links(editor, monkeypatch):
    monkeypatch.setattr(importing, "ROWS_AT_ONCE", 2)
    names = ["first", "second", "third", "fourth", "fifth"]
    rows = [[name, name.title(), "company", "fifth" if name == "first" else ""] for name in names]
    data = table(["slug", "name", "kind", "parent"], *rows)
    assert take("organisation", data, editor, apply=True).is_applied
    assert Revision.objects.count() == 3
    versions = {each.slug: Version.objects.get_for_object(each).get() for each in
                Organisation.objects.all()}  # fmt: skip
    fifth = Organisation.objects.get(slug="fifth")
    assert versions["first"].field_dict["parent_id"] == fifth.pk


def test_the_dry_run_says_how_totals_move(client, editor):
    country = PlaceFactory(name="Utopia", slug="ut")
    deal = InvestmentFactory(slug="deal", figure="£1bn", places=[country])
    report(deal)
    client.force_login(editor)
    data = table(["slug", "figure"], ["deal", "£3bn"])
    file = SimpleUploadedFile("deals.csv", data.encode())
    page = client.post(reverse("admin:entities_investment_import"), {"file": file})
    totals = page.content.decode().partition("Totals of places")[2]
    assert totals.index("Utopia") < totals.index("£1bn") < totals.index("£3bn")
    deal.refresh_from_db()
    assert deal.high == 10**9


def test_the_command_says_how_totals_move(tmp_path, editor, capsys):
    country = PlaceFactory(name="Utopia", slug="ut")
    report(InvestmentFactory(slug="deal", figure="£1bn", places=[country]))
    file = tmp_path / "deals.csv"
    file.write_text(table(["slug", "figure"], ["deal", "£3bn"]))
    call_command("import_records", "investment", str(file), user=editor.username)
    assert "total of Utopia: £1bn -> £3bn" in capsys.readouterr().out


def test_what_was_merged_is_neither_changed_nor_named(editor):
    kept = OrganisationFactory(slug="kept")
    OrganisationFactory(slug="folded", name="Folded", merged_into=kept)
    OrganisationFactory(slug="child")
    rows = table(["slug", "parent"], ["folded", ""], ["child", "folded"])
    found = take("organisation", rows, editor)
    assert [text for line in found.refused for _column, text in line.errors] == [
        "“Folded” was merged: use “kept”.",
        "“Folded” was merged: use “kept”.",
    ]

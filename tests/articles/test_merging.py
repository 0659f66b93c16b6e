"""Two records that are one: everything moves, nothing is lost, and all of it can be taken back."""

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models
from django.urls import reverse
from reversion.models import Version

from articles import consistency
from articles.desk import effects, ledger, merging, unmerging
from articles.models import Merge
from entities.models import Alias, FormerAddress, Organisation, Party, Place, Site
from tests.factories import (
    ArticleFactory,
    CapacityFactory,
    ClaimFactory,
    InvestmentFactory,
    OrganisationFactory,
    PartyFactory,
    PlaceFactory,
    SiteFactory,
    UserFactory,
    report,
)
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db

MODELS = [Organisation, Site, Place]
MAKE = {
    Organisation: OrganisationFactory,
    Site: SiteFactory,
    Place: lambda **fields: PlaceFactory(parent=PlaceFactory(), **fields),
}


def site_with(name, record):
    site = SiteFactory()
    getattr(site, name).add(record)


def article_with(name, record):
    getattr(ArticleFactory(), name).add(record)


# A row for each relation that points to a record that can be merged: a new relation needs one.
ROWS = {
    "entities.organisation.parent": lambda row: OrganisationFactory(parent=row),
    "entities.organisation.merged_into": lambda row: OrganisationFactory(merged_into=row),
    "entities.organisation.place": lambda row: OrganisationFactory(place=row),
    "entities.alias.organisation": lambda row: Alias.objects.create(organisation=row, name="CW"),
    "entities.site_operators.organisation": lambda row: site_with("operators", row),
    "entities.site_operators.site": lambda row: row.operators.add(OrganisationFactory()),
    "entities.party.organisation": lambda row: report(InvestmentFactory(investors=[row])),
    "entities.site.place": lambda row: SiteFactory(place=row),
    "entities.site.merged_into": lambda row: SiteFactory(merged_into=row),
    "entities.place.parent": lambda row: SiteFactory(place=PlaceFactory(parent=row)),
    "entities.place.merged_into": lambda row: PlaceFactory(merged_into=row),
    "entities.investment_sites.site": lambda row: report(InvestmentFactory(sites=[row])),
    "entities.investment_places.place": lambda row: report(InvestmentFactory(places=[row])),
    "entities.capacity.site": lambda row: CapacityFactory(investment=None, site=row),
    "articles.article.source": lambda row: report(InvestmentFactory(), source=row),
    "articles.article_organisations.organisation": lambda row: article_with("organisations", row),
    "articles.article_sites.site": lambda row: article_with("sites", row),
    "articles.claim.site": lambda row: ClaimFactory(site=row, is_chosen=True),
}


def label(reference):
    return f"{reference.model._meta.label_lower}.{reference.name}"


def merge(source, target, **options):
    """The Merge by a publisher, of both as they are in the database."""
    for record in (source, target):
        record.refresh_from_db()
    options = {"by": UserFactory(role="publisher"), "reason": "The same.", **options}
    return merging.merge(source, target, **options)


def undo(made, **options):
    return unmerging.undo(
        made, **{"by": UserFactory(role="publisher"), "reason": "Not.", **options}
    )


# History, versions and what is derived by counting are not taken back.
LOGS = {"articles.merge", "entities.investmentchange"}


def every_row():
    """What every table holds, without versions and the ids of the search's own documents."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.app_label in ("articles", "entities") and meta.label_lower not in LOGS:
            columns = [each.attname for each in meta.concrete_fields if each.name != "version"]
            if meta.model_name == "searchdocument":
                columns.remove("id")
            rows = model._base_manager.values_list(*columns)
            found[meta.label_lower] = sorted(map(str, rows))
    return found


@pytest.mark.parametrize("model", MODELS)
def test_every_relation_moves_and_comes_back(model):
    source, target = MAKE[model](), MAKE[model]()
    for reference in ledger.references(model):
        ROWS[label(reference)](source)
    UserFactory(role="publisher")
    before = every_row()
    made = merge(source, target)
    for reference in ledger.references(model):
        rows = reference.model._base_manager
        moved_in = rows.filter(**{reference.attname: target.pk})
        assert moved_in.exists(), label(reference)
        left = rows.filter(**{reference.attname: source.pk})
        assert not left.exists(), label(reference)
    assert source.merged_into == target
    assert source.public_from is None
    assert [*consistency.public_dates(), *consistency.paths(), *consistency.folded_copies()] == []
    assert [*consistency.search_documents()] == []
    assert every_row() != before
    undo(made)
    assert every_row() == before


@pytest.mark.parametrize("model", MODELS)
def test_the_same_relations_of_both_fold_and_come_back(model):
    source, target = MAKE[model](), MAKE[model]()
    for row in (source, target):
        for reference in ledger.references(model):
            ROWS[label(reference)](row)
    before = every_row()
    made = merge(source, target)
    assert [*consistency.public_dates(), *consistency.paths()] == []
    undo(made)
    assert every_row() == before


def test_no_other_table_names_a_record_without_a_foreign_key():
    """Merging goes by foreign keys; what names records otherwise must be known to it."""
    # What is said of a merged record alone (different from another, set aside, a link to its
    # preview, who has its page open) says nothing of the one that it is.
    known = {"entities.formeraddress", "articles.searchdocument", "entities.investmentchange",
             "articles.merge", "articles.notduplicate", "articles.setaside",
             "articles.previewlink", "articles.editing"}  # fmt: skip
    loose = {
        model._meta.label_lower
        for model in apps.get_models()
        if model._meta.app_label in ("articles", "entities")
        for each in model._meta.concrete_fields
        if each.attname.endswith("_id") and not isinstance(each, models.ForeignKey)
        if each.attname != "wikidata_id"
    }
    assert loose <= known


@pytest.fixture
def pair():
    return OrganisationFactory(name="Core Weave"), OrganisationFactory(name="CoreWeave")


def test_the_same_party_twice_is_one_and_keeps_the_share_that_only_one_states(pair):
    source, target = pair
    deal = InvestmentFactory(investors=[target])
    PartyFactory(investment=deal, organisation=source, share=100)
    made = merge(source, target)
    assert [(party.organisation, party.share) for party in deal.parties.all()] == [(target, 100)]
    undo(made)
    shares = dict(deal.parties.values_list("organisation", "share"))
    assert shares == {source.pk: 100, target.pk: None}


def test_of_two_chosen_claims_the_one_that_moves_in_gives_way():
    source, target = SiteFactory(), SiteFactory()
    moving = ClaimFactory(site=source, is_chosen=True)
    ClaimFactory(site=target, is_chosen=True)
    made = merge(source, target)
    moving.refresh_from_db()
    assert (moving.site, moving.is_chosen) == (target, False)
    undo(made)
    moving.refresh_from_db()
    assert (moving.site, moving.is_chosen) == (source, True)


def test_the_old_name_and_its_aliases_lead_to_the_target(pair):
    source, target = pair
    Alias.objects.create(organisation=source, name="CW")
    merge(source, target)
    assert set(target.aliases.values_list("name", flat=True)) == {"Core Weave", "CW"}


def test_what_is_taken_field_by_field_replaces_the_targets(pair):
    source, target = pair
    Organisation.objects.filter(pk=source.pk).update(wikidata_id="Q1", website="https://cw.io")
    made = merge(source, target, taking=["name", "wikidata_id"])
    assert (target.name, target.wikidata_id, target.website) == ("Core Weave", "Q1", "")
    assert target.folded_name == "core weave"
    assert source.wikidata_id == ""
    assert set(target.aliases.values_list("name", flat=True)) == {"CoreWeave"}
    undo(made)
    source.refresh_from_db()
    target.refresh_from_db()
    assert (source.wikidata_id, target.wikidata_id, target.name) == ("Q1", "", "CoreWeave")


def test_readers_of_the_old_address_are_led_to_the_new_one(client, pair):
    source, target = pair
    report(InvestmentFactory(investors=[source]))
    merge(source, target)
    answer = client.get(source.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (301, target.get_absolute_url())


def test_the_address_of_what_was_never_public_stays_unknown(client, pair):
    source, target = pair
    report(InvestmentFactory(investors=[target]))
    FormerAddress.objects.create(kind="organisation", address="secret", record_id=source.pk)
    merge(source, target)
    assert client.get(source.get_absolute_url()).status_code == 404
    assert client.get("/organisations/secret/").status_code == 404


def test_a_private_name_that_becomes_public_is_told(pair):
    source, target = pair
    Alias.objects.create(organisation=source, name="Project X")
    report(InvestmentFactory(investors=[target]))
    target.refresh_from_db()
    assert merging.names_becoming_public(source, target) == ["Core Weave", "Project X"]


def test_an_older_report_that_moves_in_makes_the_target_public_since_then(pair):
    source, target = pair
    first = report(InvestmentFactory(investors=[source]))
    report(InvestmentFactory(investors=[target]))
    merge(source, target)
    assert target.public_from == first.public_from


def test_a_place_takes_all_that_lies_below_it(client):
    country = PlaceFactory(slug="gb", iso_code="GB")
    scotland = PlaceFactory(parent=country, slug="scotland", kind="region")
    ecosse = PlaceFactory(parent=country, slug="ecosse", kind="region")
    glasgow = PlaceFactory(parent=ecosse, slug="glasgow")
    deep = PlaceFactory(parent=glasgow, slug="centre")
    report(InvestmentFactory(places=[deep]))
    made = merge(ecosse, scotland)
    deep.refresh_from_db()
    assert deep.path == "gb/scotland/glasgow/centre"
    answer = client.get(reverse("entities:place_detail", args=["gb/ecosse/glasgow"]))
    assert answer["Location"] == reverse("entities:place_detail", args=["gb/scotland/glasgow"])
    added = PlaceFactory(parent=Place.objects.get(pk=glasgow.pk), slug="added")
    undo(made)
    added.refresh_from_db()
    deep.refresh_from_db()
    assert deep.path == "gb/ecosse/glasgow/centre"
    assert added.path == "gb/ecosse/glasgow/added"


def test_a_place_is_not_merged_into_something_below_it():
    region = PlaceFactory(parent=PlaceFactory(), kind="region")
    with pytest.raises(merging.MergeError, match="circle"):
        merge(region, PlaceFactory(parent=PlaceFactory(parent=region, kind="region")))


def test_two_places_of_one_name_below_both_are_merged_first():
    country = PlaceFactory()
    one, other = (PlaceFactory(parent=country, kind="region") for _ in range(2))
    for region in (one, other):
        PlaceFactory(parent=region, slug="leeds", name="Leeds")
    with pytest.raises(merging.MergeError, match="Leeds"):
        merge(one, other)


def test_a_parent_merged_into_its_subsidiary_is_let_go(pair):
    source, target = pair
    Organisation.objects.filter(pk=target.pk).update(parent=source)
    made = merge(source, target)
    assert target.parent is None
    undo(made)
    target.refresh_from_db()
    assert target.parent == source


@pytest.mark.parametrize("role", ["writer", "editor", "administrator", ""])
def test_only_a_publisher_merges_and_undoes(role, pair):
    made, user = merge(*pair), UserFactory(role=role)
    with pytest.raises(PermissionDenied):
        unmerging.undo(made, by=user, reason="No.")
    with pytest.raises(PermissionDenied):
        merge(OrganisationFactory(), OrganisationFactory(), by=user)


def test_the_second_of_two_who_merge_is_told_and_nothing_is_double(pair):
    source, target = pair
    read = Organisation.objects.get(pk=source.pk), Organisation.objects.get(pk=target.pk)
    merge(source, target)
    with pytest.raises(merging.StaleMerge):
        merging.merge(*read, by=UserFactory(role="publisher"), reason="Also.")
    assert Merge.objects.count() == 1


def test_what_was_changed_since_is_told_before_anything_is_undone(pair):
    source, target = pair
    kept, gone = (InvestmentFactory(investors=[source]) for _ in range(2))
    made = merge(source, target)
    gone.parties.get().delete()
    merged = every_row()
    with pytest.raises(unmerging.InTheWay) as refused:
        undo(made)
    (conflict,) = refused.value.conflicts
    assert "deleted" in conflict.why
    assert gone.title in conflict.label
    assert every_row() == merged
    undo(made, leaving=[conflict.row])
    assert kept.parties.get().organisation == source
    made.refresh_from_db()
    assert made.left_as_is == [conflict.label]


def test_a_merge_is_undone_once_and_the_later_one_first(pair):
    source, target = pair
    first = merge(source, target)
    second = merge(target, OrganisationFactory())
    with pytest.raises(merging.MergeError, match="later merge"):
        undo(first)
    undo(second)
    undo(first)
    with pytest.raises(merging.MergeError, match="already undone"):
        undo(first)


def test_history_tells_of_the_merge_on_all_that_it_touched(pair):
    source, target = pair
    deal = InvestmentFactory(investors=[source])
    merge(source, target)
    for record in (source, target, deal):
        comment = Version.objects.get_for_object(record)[0].revision.comment
        assert comment == "Merged “Core Weave” into “CoreWeave”: The same."


def test_a_preview_lists_the_moves_and_makes_none(pair):
    source, target = pair
    deal = InvestmentFactory(figure="1bn", investors=[source])
    report(deal)
    publisher, before = UserFactory(role="publisher"), every_row()
    source.refresh_from_db()
    found = effects.preview(lambda: merging.merge(source, target, by=publisher, reason="The same."))
    assert deal.title in {entry["label"] for entry in found.result.changes}
    figures = {(each.record, each.after.high) for each in found.lines[Organisation]}
    assert (target, 1_000_000_000) in figures
    assert every_row() == before


# In the admin


def page(record, name):
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}", args=[record.pk])


@pytest.fixture
def browser(client, publisher):
    client.force_login(publisher)
    return client


@pytest.mark.parametrize("model", MODELS)
def test_a_publisher_merges_and_undoes_in_the_admin(browser, model):
    source, target = MAKE[model](name="One"), MAKE[model](name="Other")
    assert "Merge into another" in browser.get(page(source, "change")).content.decode()
    url = page(source, "merge")
    assert browser.get(url).status_code == 200
    preview = browser.post(url, {"target": target.pk})
    assert preview.status_code == 200
    assert not Merge.objects.exists()
    form = filled_in(preview, reason="The same.", name="source")
    answer = browser.post(url, {**form, "_merge": "1"}, follow=True)
    assert "is merged into" in answer.content.decode()
    target.refresh_from_db()
    assert target.name == "One"
    listed = browser.get(reverse(f"admin:entities_{model._meta.model_name}_changelist"))
    assert page(source, "change") not in listed.content.decode()
    merged = browser.get(page(source, "change")).content.decode()
    assert page(source, "undo_merge") in merged
    undone = browser.get(page(source, "undo_merge"))
    browser.post(page(source, "undo_merge"), filled_in(undone, reason="Not the same."))
    source.refresh_from_db()
    assert source.merged_into is None


def test_the_second_who_confirms_is_told(browser, pair):
    source, target = pair
    preview = browser.post(page(source, "merge"), {"target": target.pk})
    Organisation.objects.filter(pk=target.pk).update(version=7)
    form = {**filled_in(preview, reason="The same."), "_merge": "1"}
    answer = browser.post(page(source, "merge"), form)
    assert answer.status_code == 409
    assert "changed or merged meanwhile" in answer.content.decode()


def test_a_merged_record_is_not_chosen_any_more(browser, pair):
    source, target = pair
    merge(source, target)
    deal = InvestmentFactory(investors=[target])
    url = page(deal, "change")
    form = filled_in(browser.get(url), parties__0__organisation=source.pk)
    answer = browser.post(url, form)
    assert "Select a valid choice" in answer.content.decode()
    assert not Party.objects.filter(organisation=source).exists()
    found = browser.get(
        reverse("admin:autocomplete"),
        {"app_label": "entities", "model_name": "party", "field_name": "organisation", "term": ""},
    )
    assert [each["id"] for each in found.json()["results"]] == [str(target.pk)]


@pytest.mark.parametrize("target", ["", "x", "0", str(10**30), "own"])
def test_a_forged_target_is_refused_at_its_field(browser, pair, target):
    source, _other = pair
    answer = browser.post(
        page(source, "merge"), {"target": source.pk if target == "own" else target}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("role", ["writer", "editor", "administrator"])
def test_no_one_else_reaches_the_pages(client, role, pair):
    source, target = pair
    client.force_login(UserFactory(role=role))
    answers = [
        client.get(page(source, "merge")),
        client.post(page(source, "merge"), {"target": target.pk, "_merge": "1"}),
        client.get(page(source, "undo_merge")),
    ]
    assert {answer.status_code for answer in answers} == {403}

import pytest
from django.core.exceptions import ValidationError

from entities.models import FormerAddress, Organisation
from entities.names import fold, make_slug
from tests.factories import InvestmentFactory, OrganisationFactory


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ÉDIMBOURG", "edimbourg"),
        ("E\u0301dimbourg", "edimbourg"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Malmö\N{NO-BREAK SPACE} Ørsted", "malmo orsted"),
        ("ＮＶＩＤＩＡ", "nvidia"),
        ("ℌall", "hall"),
        ("  Core   Weave ", "core weave"),
        ("ソフトバンク", "ソフトハンク"),
        ("", ""),
    ],
)
def test_names_are_compared_without_case_accents_or_spaces(typed, folded):
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("CoreWeave: £1.5bn in Scotland!", "coreweave-15bn-in-scotland"),
        ("Évry-Courcouronnes", "evry-courcouronnes"),
        ("ソフトバンク", ""),
        ("word " * 40, "-".join(["word"] * 16)),
    ],
)
def test_an_address_is_made_of_whole_latin_words(name, slug):
    assert make_slug(name) == slug


@pytest.mark.django_db
def test_an_address_is_made_from_the_name_where_the_editor_gives_none():
    organisation = Organisation(name="Électricité de France")
    organisation.full_clean()
    assert organisation.slug == "electricite-de-france"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "slug", ["Nvidia", "nvidia_uk", "-nvidia", "nvidia-", "nv idia", "é", "a\n"]
)
def test_an_address_has_small_letters_digits_and_single_hyphens(slug):
    with pytest.raises(ValidationError) as refused:
        Organisation(name="Nvidia", slug=slug).full_clean()
    assert "slug" in refused.value.message_dict


@pytest.mark.django_db
def test_a_name_without_latin_letters_asks_for_an_address():
    with pytest.raises(ValidationError) as refused:
        Organisation(name="ソフトバンク").full_clean()
    assert "slug" in refused.value.message_dict


@pytest.mark.django_db
def test_a_clash_of_addresses_is_told_and_not_solved_by_a_number():
    OrganisationFactory(slug="nvidia")
    with pytest.raises(ValidationError, match="Another record has this address"):
        Organisation(name="NVIDIA").full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("options", [{}, {"update_fields": ["name"]}])
def test_a_renamed_organisation_is_found_by_its_new_name(options):
    organisation = OrganisationFactory(name="Facebook")
    organisation.name = "Méta"
    organisation.save(**options)
    assert Organisation.objects.get(folded_name="meta") == organisation


@pytest.mark.django_db
class TestFormerAddresses:
    def leave(self, record, *slugs):
        for slug in slugs:
            record.slug = slug
            record.save()

    def left_by(self, record):
        rows = FormerAddress.objects.for_model(type(record)).filter(record_id=record.pk)
        return set(rows.values_list("address", flat=True))

    def test_each_address_that_a_record_left_is_remembered(self):
        record = OrganisationFactory(slug="facebook")
        self.leave(record, "meta", "meta-platforms")
        assert self.left_by(record) == {"facebook", "meta"}

    def test_a_record_that_was_loaded_again_leaves_its_address_too(self):
        pk = OrganisationFactory(slug="facebook").pk
        record = Organisation.objects.get(pk=pk)
        self.leave(record, "meta")
        assert self.left_by(record) == {"facebook"}

    def test_an_address_taken_back_is_not_a_former_one(self):
        record = OrganisationFactory(slug="meta")
        self.leave(record, "meta-platforms", "meta")
        assert self.left_by(record) == {"meta-platforms"}

    def test_an_address_that_two_records_left_belongs_to_the_last(self):
        first, second = OrganisationFactory(slug="ai"), OrganisationFactory(slug="b")
        self.leave(first, "a")
        self.leave(second, "ai", "c")
        assert self.left_by(first) == set()
        assert self.left_by(second) == {"b", "ai"}

    def test_addresses_of_other_kinds_of_record_are_their_own(self):
        record, other = OrganisationFactory(slug="same"), InvestmentFactory(slug="same")
        self.leave(record, "left")
        assert self.left_by(other) == set()

    def test_saving_without_a_change_leaves_nothing(self):
        record = OrganisationFactory()
        record.save()
        assert not FormerAddress.objects.exists()

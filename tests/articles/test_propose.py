"""`manage.py propose`: what a text proposes, from a shell."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from entities.models import Alias
from tests.factories import OrganisationFactory, PlaceFactory, SiteFactory

pytestmark = pytest.mark.django_db
TEXT = "Zork Labs will invest £1.5bn at Hall Nine in Little Snoring."


def propose(*arguments):
    out = io.StringIO()
    call_command("propose", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "announcement.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def test_the_records_of_the_base_are_known_by_name_and_alias(file):
    zork = OrganisationFactory(name="Zork Laboratories plc")
    Alias.objects.create(organisation=zork, name="Zork Labs")
    hall = SiteFactory(name="Hall Nine")
    village = PlaceFactory(name="Little Snoring")
    found = {each["kind"]: each for each in json.loads(propose(file, "--format", "json"))}
    assert found["organisation"]["name"] == "Zork Laboratories plc"
    assert [found[kind]["known_id"] for kind in ("organisation", "site", "place")] == [
        zork.pk,
        hall.pk,
        village.pk,
    ]


def test_json_has_the_figures_without_loss_and_the_spans(file):
    found = json.loads(propose(file, "--format", "json"))
    (amount,) = [each for each in found if each["kind"] == "amount"]
    assert float(amount["low"]) == 1.5e9
    assert TEXT[amount["start"] : amount["end"]] == amount["text"] == "£1.5bn"


def test_text_names_each_proposal_with_its_rule(file):
    assert "£1.5bn (GBP, exact, 1500000000" in propose(file)


def test_standard_input_is_read_for_a_dash(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("Il investit 3 billions de yens."))
    assert "3000000000000" in propose("-", "--language", "fr")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="can't be read"):
        propose(str(tmp_path / "none.txt"))


def test_a_text_that_is_too_long_is_told(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("a" * 100_001)
    with pytest.raises(CommandError, match="100,000"):
        propose(str(path))

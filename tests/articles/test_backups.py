"""A backup holds all that was saved, on either database, and a damaged one is refused."""

import stat
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.db.migrations.recorder import MigrationRecorder

from articles import consistency
from articles.backups import elsewhere, files, restoring, rows, saving
from articles.models import Article
from articles.search import matching
from entities.models import ExchangeRate, Investment, Place
from tests.factories import (
    ClaimFactory,
    InvestmentFactory,
    PlaceFactory,
    draft_about,
    published,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def base():
    """Some of everything that is hard to keep: text, times, decimals, JSON, trees and nothing."""
    ClaimFactory(statement="figure", low=5, high=None, currency="GBP")
    PlaceFactory(name="Øresund \\N\t\n“quoted”", latitude=55.1, longitude=-0.000001)
    ExchangeRate.objects.create(
        currency="AED", valid_on="2025-01-01", per_eur="4.31", source="Central Bank of the UAE"
    )
    published(draft_about(InvestmentFactory(title="A gigafactory")))
    return rows.digest()


@pytest.fixture
def backup(base, tmp_path):
    path = tmp_path / saving.file_name()
    saving.save(path)
    return path


def test_what_is_restored_is_what_was_there_when_it_was_backed_up(base, backup):
    Article.objects.update(title="Overwritten")
    PlaceFactory()
    assert rows.digest() != base
    assert restoring.load(backup) == rows.digest() == base
    assert [row for check in consistency.CHECKS.values() for row in check()] == []


def test_what_was_restored_is_found_and_new_rows_get_numbers_of_their_own(backup):
    last = PlaceFactory()
    number = last.pk
    last.delete()
    again = backup.with_name("again.backup")
    saving.save(again)
    restoring.load(again)
    assert matching("gigafactory").exists()
    assert PlaceFactory().pk > number
    place = Place.objects.first()
    city = PlaceFactory(parent=place, kind="city")
    with pytest.raises(IntegrityError, match="no_cycle"):
        Place.objects.filter(pk=place.pk).update(parent=city, kind="city")


def test_searches_count_what_was_restored_without_a_restart(client, backup):
    assert b"A gigafactory" in client.get("/investments/").content
    Investment.objects.update(title="Another")
    client.get("/investments/")
    restoring.load(backup)
    assert b"A gigafactory" in client.get("/investments/").content


def test_a_backup_is_for_its_owner_alone_and_holds_no_sessions(client, writer, base, tmp_path):
    client.force_login(writer)
    path = tmp_path / "one.backup"
    assert "sessions.Session" not in saving.save(path).rows
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["one.backup"]


@pytest.mark.parametrize("at", [0, 10, 40, 81, 85, 90, 1_000, -1])
def test_a_backup_with_a_single_bit_changed_is_refused_and_nothing_is_touched(base, backup, at):
    content = bytearray(backup.read_bytes())
    content[at] ^= 1
    backup.write_bytes(content)
    with pytest.raises(files.Refused):
        restoring.load(backup)
    assert rows.digest() == base


@pytest.mark.parametrize("left", [0, 50, 81, 500, -1])
def test_a_backup_that_was_cut_off_is_refused(base, backup, left):
    backup.write_bytes(backup.read_bytes()[:left])
    with pytest.raises(files.Refused):
        restoring.load(backup)


def test_a_backup_of_another_version_is_refused(backup):
    MigrationRecorder(connection).record_applied("articles", "9999_of_tomorrow")
    try:
        with pytest.raises(files.Refused, match="9999_of_tomorrow"):
            restoring.load(backup)
    finally:
        MigrationRecorder(connection).record_unapplied("articles", "9999_of_tomorrow")


def test_a_backup_that_stops_halfway_leaves_no_file(base, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "examined", lambda file: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        saving.save(tmp_path / "one.backup")
    assert list(tmp_path.iterdir()) == []


def test_a_restore_that_stops_halfway_changes_nothing(base, backup, monkeypatch):
    monkeypatch.setattr(restoring, "_set_sequences", lambda last: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        restoring.load(backup)
    assert rows.digest() == base
    assert list(consistency.missing_triggers()) == []


def test_only_the_newest_backups_are_kept_and_nothing_else_is_removed(base, tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("mine")
    for _day in range(4):
        call_command("backup", directory=tmp_path, keep=2)
    names = sorted(each.name for each in tmp_path.iterdir())
    assert len(names) == 3
    assert names[-1] == "notes.txt"
    assert "removed 1 older" in capsys.readouterr().out


def test_a_base_is_replaced_only_when_asked_twice_and_kept_in_a_backup(base, backup):
    Article.objects.update(title="Overwritten")
    changed = rows.digest()
    with pytest.raises(CommandError, match="--yes"):
        call_command("restore", str(backup), replace=True)
    assert rows.digest() == changed
    call_command("restore", str(backup), replace=True, yes=True)
    assert rows.digest() == base
    (before,) = backup.parent.glob("before-restore-*")
    restoring.load(before)
    assert rows.digest() == changed


def test_a_base_moves_to_a_new_file_and_holds_the_same(base, tmp_path, capfd):
    target = tmp_path / "new.sqlite3"
    call_command("move_base", str(target))
    said = capfd.readouterr().out
    assert f"both bases have the digest {base}" in said
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="already"):
        call_command("move_base", str(target))


def test_the_password_of_the_present_base_is_not_sent_to_another_that_has_its_own(monkeypatch):
    monkeypatch.setenv("DATABASE_PASSWORD", "present")
    theirs = elsewhere._environment("postgres://newsbase:own@host/name")
    assert "DATABASE_PASSWORD" not in theirs
    assert elsewhere._environment("postgres://newsbase@host/name")["DATABASE_PASSWORD"] == "present"


def test_a_path_may_be_relative():
    assert elsewhere.url_of("new.sqlite3") == f"sqlite:///{Path.cwd()}/new.sqlite3"


def test_nobody_is_in_an_empty_base():
    get_user_model().objects.all().delete()
    assert restoring.is_empty()

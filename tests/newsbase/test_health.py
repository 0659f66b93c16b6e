import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from newsbase import health
from tests.newsbase.production import example, run

# Nothing listens on port 1.
NO_DATABASE = {"DATABASE_URL": "postgres://newsbase@127.0.0.1:1/newsbase"}
ASK = """
import django
django.setup()
from django.test import Client
client = Client(headers={"host": "news.example.org"})
print(*(client.get(path, secure=True).status_code for path in ("/healthz", "/readyz", "/")))
"""


def test_a_living_process_says_so_without_the_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_migrated_database_is_ready(client):
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_waiting_migration_is_not_ready(client):
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"not ready\n")
    assert response.headers["Cache-Control"] == "no-store"


def test_without_its_database_the_process_lives_and_asks_to_come_back():
    environment = example() | NO_DATABASE | {"DJANGO_SETTINGS_MODULE": "newsbase.settings"}
    assert run("-c", ASK, environment=environment).stdout == "200 503 503\n"


def test_it_is_not_ready_when_the_disk_is_full(client, db, monkeypatch):
    monkeypatch.setattr(health, "LEAST_FREE", 10**18)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200

import re

import pytest
from django.conf import settings

from tests.newsbase.production import example, refusal_of, run, settings_with

READ = re.compile(r'(?:env(?:\.\w+)?|secret|environ\.get)\(\s*"([A-Z_]+)"')
DOCUMENTED = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "development"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "news.example.org,*"),
    ],
)
def test_production_refuses_an_unsafe_value_in_one_sentence(name, value):
    said = refusal_of(**example() | {name: value})
    assert said.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert name in said


def test_production_is_what_you_get_by_asking_for_nothing():
    found = settings_with(**example())
    assert found["DEBUG"] is False
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SESSION_COOKIE_NAME"] == "__Host-session"
    assert found["SITE_URL"] == "https://news.example.org"


def test_the_example_passes_every_deployment_check():
    check = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    finished = run(*check, environment=example())
    assert finished.returncode == 0, finished.stderr


def test_the_local_profile_works_over_plain_http_and_without_debug():
    found = settings_with(LOCAL="1", SECRET_KEY="x")
    assert found["DEBUG"] is False
    assert found["SECURE_SSL_REDIRECT"] is False
    assert found["SECURE_HSTS_SECONDS"] == 0
    assert found["SESSION_COOKIE_SECURE"] is False
    assert found["CSRF_COOKIE_NAME"] == "csrf"


def test_even_the_local_profile_has_a_key_of_its_own():
    assert "SECRET_KEY" in refusal_of(LOCAL="1")


def test_secrets_are_read_from_files(tmp_path):
    (tmp_path / "key").write_text("$a-key-with-a-dollar\n")
    (tmp_path / "password").write_text("$ecret\n")
    found = settings_with(
        LOCAL="1",
        SECRET_KEY_FILE=str(tmp_path / "key"),
        DATABASE_URL="postgres://newsbase@database/newsbase",
        DATABASE_PASSWORD_FILE=str(tmp_path / "password"),
    )
    assert found["SECRET_KEY"] == "$a-key-with-a-dollar"
    assert found["DATABASES"]["default"]["PASSWORD"] == "$ecret"


def test_sqlite_writers_queue_instead_of_failing():
    database = settings_with(LOCAL="1", SECRET_KEY="x")["DATABASES"]["default"]
    assert database["NAME"].endswith("/var/newsbase.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_a_database_url_chooses_postgresql_and_keeps_its_options():
    url = "postgres://newsbase:word@db.example:5433/base?sslmode=verify-full&connect_timeout=9"
    database = settings_with(**example(), DATABASE_URL=url)["DATABASES"]["default"]
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "base")
    assert database["OPTIONS"]["sslmode"] == "verify-full"
    assert database["OPTIONS"]["connect_timeout"] == 9
    assert "statement_timeout=5000" in database["OPTIONS"]["options"]
    assert database["CONN_HEALTH_CHECKS"] is True


@pytest.mark.parametrize("password", ["short-word", "password1234", "1234567890123"])
def test_a_weak_password_is_refused(password):
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        validate_password(password)


def test_the_table_of_variables_is_whole_and_true():
    sources = ("newsbase/settings.py", "gunicorn.conf.py")
    code = "".join((settings.BASE_DIR / name).read_text() for name in sources)
    table = (settings.BASE_DIR / "docs/operations.md").read_text()
    # gunicorn reads this one by itself.
    assert set(DOCUMENTED.findall(table)) == set(READ.findall(code)) | {"FORWARDED_ALLOW_IPS"}

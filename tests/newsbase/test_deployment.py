"""No container engine is at hand, so the deployment's files are read and held to their promises."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.contrib.staticfiles import finders

ROOT = settings.BASE_DIR
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("name", ["database", "migrate", "web"])
def test_a_service_can_write_nowhere_and_gain_no_right(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "pids_limit", "cpus"} <= service.keys()


def test_the_database_is_postgresql_17_or_newer_and_keeps_its_data():
    database = SERVICES["database"]
    image, version = database["image"].split(":")
    assert (image, int(version) >= 17) == ("postgres", True)
    assert database["user"] == "postgres"
    assert database["volumes"] == ["database:/var/lib/postgresql/data"]
    assert "database" in COMPOSE["volumes"]
    assert "pg_isready" in database["healthcheck"]["test"]


def test_the_site_is_served_only_after_the_migrations():
    assert SERVICES["migrate"]["command"][:3] == ["python", "manage.py", "migrate"]
    assert SERVICES["migrate"]["restart"] == "no"
    waits = {name: SERVICES[name]["depends_on"] for name in ("migrate", "web")}
    assert waits["migrate"]["database"]["condition"] == "service_healthy"
    assert waits["web"]["migrate"]["condition"] == "service_completed_successfully"


def test_only_the_machine_itself_reaches_the_site_and_nobody_the_database():
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])
    assert "ports" not in SERVICES["database"]


def test_secrets_come_from_files_that_git_does_not_keep():
    used = {secret for service in SERVICES.values() for secret in service["secrets"]}
    assert used == set(COMPOSE["secrets"])
    files = {secret["file"] for secret in COMPOSE["secrets"].values()}
    assert {str(Path(file).parent) for file in files} == {"secrets"}
    assert {"secrets/", ".env"} <= set((ROOT / ".gitignore").read_text().split())
    assert {"secrets", ".env"} <= set((ROOT / ".dockerignore").read_text().split())


def test_every_secret_is_given_where_it_is_read():
    paths = {f"/run/secrets/{name}" for name in COMPOSE["secrets"]}
    for service in SERVICES.values():
        given = {v for k, v in service["environment"].items() if k.endswith("_FILE")}
        assert given == {f"/run/secrets/{name}" for name in service["secrets"]} <= paths


def test_the_image_installs_the_hashed_lock_and_runs_without_rights():
    build, final = DOCKERFILE.split("\nFROM ")[1:]
    assert "pip install --require-hashes -r requirements/prod.txt" in build
    assert "collectstatic" in build
    assert "pip" not in final
    assert re.search(r"^USER (?!0|root)", final, re.MULTILINE)
    assert "/healthz" in final
    assert final.rstrip().endswith('CMD ["python", "-m", "gunicorn"]')


@pytest.mark.parametrize("lock", ["prod", "dev"])
def test_every_locked_package_has_a_hash_and_no_lock_an_address(lock):
    text = (ROOT / f"requirements/{lock}.txt").read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_the_development_lock_holds_the_production_lock():
    def pins(lock):
        text = (ROOT / f"requirements/{lock}.txt").read_text()
        return set(re.findall(r"^\S+==\S+", text, re.MULTILINE))

    assert pins("prod") <= pins("dev")


def test_every_static_file_that_a_page_names_exists():
    pages = (ROOT / "templates").rglob("*.html")
    names = re.findall(r"""{% static ["']([^"']+)""", "".join(page.read_text() for page in pages))
    assert names
    assert [name for name in names if not finders.find(name)] == []


def test_make_help_names_every_command():
    makefile = (ROOT / "Makefile").read_text()
    commands = set(re.search(r"^\.PHONY: (.+)", makefile, re.MULTILINE)[1].split())
    assert set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)) == commands


@pytest.mark.parametrize("unit", sorted(ROOT.glob("deploy/*.service")), ids=lambda path: path.name)
def test_a_unit_of_systemd_gains_no_right_and_writes_to_its_own_state_alone(unit):
    lines = unit.read_text().splitlines()
    assert {
        "User=newsbase", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes",
        "CapabilityBoundingSet=", "SystemCallFilter=@system-service",
    } <= set(lines)  # fmt: skip
    secrets = [line for line in lines if "SECRET" in line or "PASSWORD" in line]
    assert all(line.split("=", 1)[1].split("=")[1].startswith("%d/") for line in secrets)


def test_the_proxy_passes_on_what_newsbase_reads():
    proxy = (ROOT / "deploy/nginx.conf").read_text()
    for header in ("Host", "X-Forwarded-Proto", "X-Forwarded-For", "X-Request-ID"):
        assert f"proxy_set_header {header} $" in proxy
    assert "proxy_request_buffering on;" in proxy

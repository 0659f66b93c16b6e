"""A browser checks our own scripts by a digest, where static files have a name for each content."""

import base64
import hashlib

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile
from django.template import Context, Template

from entities.templatetags import scripts


class Collected(StaticFilesStorage):
    """As the storage of production: a name for each content."""

    manifest_strict = True

    def stored_name(self, name):
        return name


def element(name):
    return Template("{% load scripts %}{% script name %}").render(Context({"name": name}))


@pytest.fixture
def collected(monkeypatch, tmp_path):
    storage = Collected(location=tmp_path, base_url="/static/")
    storage.save("js/map.js", ContentFile(b"run()"))
    monkeypatch.setattr(scripts, "staticfiles_storage", storage)
    scripts._integrity.cache_clear()
    yield
    scripts._integrity.cache_clear()


def test_a_collected_script_runs_only_if_it_is_what_was_collected(collected):
    digest = base64.b64encode(hashlib.sha384(b"run()").digest()).decode()
    assert f'integrity="sha384-{digest}"' in element("js/map.js")


def test_a_script_that_may_change_under_the_page_has_no_digest():
    assert "integrity" not in element("js/map.js")
    assert 'type="module" src="/static/js/map.js"' in element("js/map.js")

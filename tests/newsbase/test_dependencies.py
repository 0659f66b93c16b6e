"""What newsbase is made of: licences that we looked at, and no Django with a known hole."""

import django
import pytest
from django.conf import settings

from verify import licences

# Django's security releases of the 6.1 series, the newest that this lock was checked against.
LEAST_DJANGO = (6, 1, 3)


def test_the_list_of_licences_is_that_of_the_lock():
    listed = (settings.BASE_DIR / "docs/licences.md").read_text()
    for name, version in licences.locked():
        assert f"| {name} | {version} | " in listed
    assert licences.page() == listed


@pytest.mark.parametrize("licence", ["", "GPL-3.0-only", "MIT AND Proprietary"])
def test_a_licence_that_nobody_allowed_is_refused(licence):
    assert not licences.is_allowed(licence)


def test_django_is_no_older_than_its_last_security_release():
    assert django.VERSION[:3] >= LEAST_DJANGO

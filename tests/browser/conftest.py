"""A Chromium of the machine's own for the browser tests; without one they are skipped, aloud."""

import os
from pathlib import Path

import pytest

from tests.chromium import ARGUMENTS, find_chromium
from tests.factories import (
    DossierFactory,
    InvestmentFactory,
    OrganisationFactory,
    PlaceFactory,
    SiteFactory,
    report,
)

# Playwright runs an event loop in the thread of the test, which Django takes for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args():
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("no Chromium here: install one, or set CHROMIUM to its path")
    return {"executable_path": chromium, "headless": True, "args": ARGUMENTS}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def faults(page):
    """What the browser complains of: errors of scripts, and what the security policy blocked."""
    found = []
    page.on("console", lambda message: message.type == "error" and found.append(message.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def base():
    """A deal with its company, place, site, article and dossier, all public."""
    britain = PlaceFactory(name="United Kingdom", name_fr="Royaume-Uni", slug="gb")
    company = OrganisationFactory(name="CoreWeave", slug="coreweave")
    site = SiteFactory(name="The campus", slug="campus", place=britain)
    deal = InvestmentFactory(
        title="CoreWeave in Scotland", slug="scotland", figure="£1.5bn",
        investors=[company], places=[britain], sites=[site],
    )  # fmt: skip
    article = report(deal, site, title="CoreWeave goes to Lanarkshire", slug="lanarkshire")
    DossierFactory(title="Britain", slug="uk", articles=[article], public=True)

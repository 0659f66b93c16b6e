"""The pages of the desk in a real browser: accessible, and no wider than the window."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from articles import workflow
from articles.desk.pages import page_name, page_of
from entities.models import Investment, Organisation
from tests.factories import (
    InvestmentFactory,
    OrganisationFactory,
    UserFactory,
    approved,
    draft_about,
    report,
)
from tests.html_forms import filled_in

pytestmark = pytest.mark.django_db(transaction=True)


# The columns of marks to delete a row: their cells say what they are.
DJANGO_S_OWN = {"rules": {"empty-table-header": {"enabled": False}}}


@pytest.fixture
def publisher():
    return UserFactory(username="publisher", role="publisher")


@pytest.fixture
def chair(publisher):
    """A browser without a window, to bring records to the state that a page is to show."""
    client = Client()
    client.force_login(publisher)
    return client


@pytest.fixture
def signed_in(page, live_server, chair):
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": chair.cookies[name].value}
    page.context.add_cookies([{**cookie, "url": live_server.url}])
    return page


@pytest.fixture
def base(publisher, chair):
    """Addresses of the desk's pages by name, and the records that they are of."""
    company, other = (OrganisationFactory(name=name) for name in ("CoreWeave", "Core Weave"))
    deal = InvestmentFactory(title="CoreWeave in Scotland", investors=[company])
    public = report(deal, title="Published")
    draft = draft_about(InvestmentFactory(title="Unclaimed"), author=publisher, title="A draft")
    InvestmentFactory(title="No claim at all")
    waiting = workflow.submit(draft_about(InvestmentFactory()), by=UserFactory(is_superuser=True))
    ready = approved(draft_about(InvestmentFactory()))
    for title in ("CoreWeave near Glasgow", "CoreWeave in Lanarkshire"):
        chair.post(page_of(deal), filled_in(chair.get(page_of(deal)), title=title))
    old = Version.objects.get_for_object(deal).order_by("pk")[0]
    return {
        "desk": reverse("admin:index"),
        "queue": reverse("admin:desk_queue", args=["ready"]),
        "preferences": reverse("admin:preferences"),
        "second factor": reverse("admin:second_factor"),
        "confirm": reverse("admin:confirm"),
        "events": reverse("admin:accounts_securityevent_changelist"),
        "article": page_of(draft),
        "in review": page_of(waiting),
        "approved": page_of(ready),
        "published": page_of(public),
        "list": reverse(page_name(Investment, "changelist")),
        "add": reverse(page_name(Investment, "add")),
        "history": page_of(deal, "history"),
        "compare": page_of(deal, "compare") + f"?from={old.pk}",
        "restore": reverse(page_name(Investment, "restore"), args=[deal.pk, old.pk]),
        "delete": page_of(draft, "delete"),
        "merge": page_of(other, "merge"),
        "health": reverse("admin:health"),
        "finding": reverse("admin:health_finding", args=["without-claims"]),
        "resting": reverse("admin:resting", args=["article", public.pk]),
        "import": reverse(page_name(Organisation, "import")),
        "export": reverse(page_name(Organisation, "export")),
    }


def faults_of(page):
    """What axe finds, and by how many pixels the page is wider than the window."""
    violations = Axe().run(page, options=DJANGO_S_OWN).response["violations"]
    found = [
        (each["id"], node["html"][:160], node["failureSummary"][:200])
        for each in violations
        for node in each["nodes"]
    ]
    wide = page.locator("html").evaluate("html => html.scrollWidth - html.clientWidth")
    return [*found, *([("wider than the window", wide)] if wide > 0 else [])]


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_of_the_desk_is_accessible_and_fits(
    width, scheme, base, signed_in, live_server, faults
):
    page, wrong = signed_in, {}
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    for name, url in base.items():
        page.goto(live_server.url + url)
        if found := faults_of(page):
            wrong[name] = found
    assert not wrong, "\n".join(f"{name}: {each}" for name in wrong for each in wrong[name])
    assert [fault for fault in faults if "status of 40" not in fault] == []

"""'Ready to publish?' on an article's page: what the checks find, and the ticks for warnings."""

from articles import checks, policy
from articles.desk.pages import page_of
from articles.models import State

SECTIONS = {"claims": "claims-group", "parties": "parties-group", "duplicates": "duplicates"}
CHECKED = (State.DRAFT, State.IN_REVIEW, State.APPROVED)


def address(finding):
    """Where to mend what a check found: the field, on this page or on that of its record."""
    page = page_of(finding.record) if finding.record is not None else ""
    return f"{page}#{SECTIONS.get(finding.field, f'id_{finding.field}')}"


def context(request, article):
    """What the page needs to show the section; nothing for what is published already."""
    if article.state not in CHECKED:
        return {}
    listed = [(each, address(each)) for each in checks.findings(article, request.user)]
    return {
        "readiness": {
            "findings": listed,
            "stops": any(each.stops for each, _page in listed),
            "may_accept": policy.may(request.user, "accept_warning", article),
        }
    }


def accept_ticked(request, article):
    """Note the warnings that were ticked beside a pressed button, by whoever may let them pass."""
    ticked = request.POST.getlist("accept_warning")
    if ticked and policy.may(request.user, "accept_warning", article):
        checks.accept(article, ticked, by=request.user)

"""Previews: what is not public, shown as readers will see it to whoever may, or has a link.

A preview is the readers' own page, made while the record and what becomes public with it count as
public. Nothing is written.
"""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import events
from accounts.models.events import Kind
from articles import policy
from articles.models import Article, PreviewLink, State
from articles.publishing import Touched, reporting
from entities.models import Place
from entities.models.publication import showing

LIFETIMES = {
    "hour": (_("1 hour"), timedelta(hours=1)),
    "day": (_("1 day"), timedelta(days=1)),
    "week": (_("7 days"), timedelta(days=7)),
}
DEFAULT = "day"
SECRET_BYTES = 32


def may_share(user, record):
    """Whether `user` may make a link to `record` now: it is not public, and they may read it.

    What was retracted is shown to nobody outside.
    """
    is_retracted = isinstance(record, Article) and record.state == State.RETRACTED
    return not record.is_public and not is_retracted and policy.may_read(user, record)


def make_link(record, *, by, lifetime=DEFAULT):
    """Make a link to `record` for a key of LIFETIMES; returns its secret, which is kept nowhere.

    Raises PermissionDenied, and KeyError for another lifetime.
    """
    _label, lasts = LIFETIMES[lifetime]
    if not may_share(by, record):
        raise PermissionDenied
    secret, now = secrets.token_urlsafe(SECRET_BYTES), timezone.now()
    PreviewLink.objects.create(
        digest=digest(secret),
        kind=record._meta.model_name,
        record_id=record.pk,
        made_by=by,
        made_at=now,
        expires_at=now + lasts,
    )
    events.record(Kind.PREVIEW_MADE, by=by, about=events.named(record))
    return secret


def digest(secret):
    return sha256(secret.encode()).hexdigest()


def may_revoke(user, link):
    """Whoever made it, and publishers."""
    return link.made_by_id == user.pk or policy.may(user, "revoke_preview")


def revoke(link, *, by):
    """Close `link` now; PermissionDenied unless `by` may."""
    if not may_revoke(by, link):
        raise PermissionDenied
    if PreviewLink.objects.live().filter(pk=link.pk).update(revoked_at=timezone.now()):
        about = f"{link.kind} {link.record_id}"
        events.record(Kind.PREVIEW_REVOKED, by=by, about=about)


def opened_by(secret):
    """The live PreviewLink with this secret, its maker at hand, or None."""
    links = PreviewLink.objects.live().select_related("made_by")
    return links.filter(digest=digest(secret)).first()


def shown_with(record, by):
    """The articles that a preview of `record` takes for published: itself, or those not yet public
    that report it and that `by` may read."""
    if isinstance(record, Article):
        return [record]
    still = Article.objects.exclude(state=State.RETRACTED).exclude(public_from__lte=timezone.now())
    return list(still.filter(policy.readable(by), pk__in=reporting(record)).order_by("pk"))


def made_public(record, by):
    """Ids by model of `record` and of what it is to be public with, as far as `by` may read it."""
    touched = Touched()
    for article in shown_with(record, by):
        touched.add(article)
    if isinstance(record, Place):
        # A place makes those above it public, not those below.
        touched.ids[Place] |= set(Place.objects.above(record).values_list("pk", flat=True))
    else:
        touched.add(record)
    touched.ids[type(record)].add(record.pk)
    return touched.ids


def page(request, record, *, by, link=None):
    """The readers' page of `record`, with all that it will be public with that `by` may read, as
    a response that nobody keeps. `link` is what it was asked for with, if anything."""
    request.preview = {"record": record, "link": link}
    with showing(made_public(record, by)), timezone.override(None):
        match = resolve(record.get_absolute_url())
        response = match.func(request, *match.args, **match.kwargs)
        if hasattr(response, "render"):
            response.render()
    return kept_by_nobody(response)


def kept_by_nobody(response):
    """`response` with what keeps it out of caches, search engines and others' logs."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response

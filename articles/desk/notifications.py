"""Mail to the people concerned when a colleague has done something, once it is committed."""

import logging
import smtplib

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles import policy
from articles.desk.times import known_zone, shown
from articles.models import Preferences

log = logging.getLogger(__name__)


def moved(article, action, *, by, reason=""):
    """Tell whom the transition `action` of articles.workflow concerns."""
    _tell(article, action, _CONCERNED.get(action, _writers)(article), by, reason)


def assigned(article, *, by):
    """Tell the reviewer of `article` that they were chosen."""
    _tell(article, "assign", _reviewer(article), by)


def commented(comment):
    """Tell those who write and review the article, and who took part in the thread."""
    thread = comment.answer_to_id or comment.pk
    took_part = Q(comments__pk=thread) | Q(comments__answer_to=thread)
    people = _writers(comment.article) | _reviewer(comment.article) | took_part
    _tell(comment.article, "comment", people, comment.by, comment.text)


# Whom it concerns, as a Q over users.


def _writers(article):
    return Q(pk=article.author_id) | Q(contributions=article)


def _reviewer(article):
    return Q(pk=article.reviewer_id)


def _asked_to_review(article):
    """Their reviewer; without one who may, the editors who may, or else the publishers."""
    able = policy.able("approve_article").exclude(contributions=article)
    able = able.exclude(pk=article.author_id)
    choices = [_reviewer(article), Q(groups__name=policy.EDITOR), Q(groups__name=policy.PUBLISHER)]
    found = (able.filter(people).values("pk") for people in choices)
    return Q(pk__in=next((people for people in found if people.exists()), []))


def _asked_to_review_again(article):
    approved = Q(transition__article=article, transition__action="approve")
    return _writers(article) | _reviewer(article) | approved


def _writers_and_reviewer(article):
    return _writers(article) | _reviewer(article)


def _writers_and_publishers(article):
    return _writers(article) | Q(groups__name=policy.PUBLISHER)


def _everybody_concerned(article):
    return _writers(article) | _reviewer(article) | Q(transition__article=article)


_CONCERNED = {
    "submit": _asked_to_review,
    "recall": _writers_and_reviewer,
    "edit": _reviewer,
    "void": _asked_to_review_again,
    "approve": _writers_and_publishers,
    "publish": _everybody_concerned,
    "reschedule": _everybody_concerned,
    "unschedule": _everybody_concerned,
    "retract": _everybody_concerned,
}


def _tell(article, action, people, by, reason=""):
    """Mail each of `people`, a Q, who may know of it, but not `by`, once it is committed."""
    wanting = get_user_model().objects.exclude(pk=by.pk).exclude(email="")
    wanting = wanting.exclude(preferences__wants_mail=False)
    found = wanting.filter(people, is_active=True).distinct().order_by("pk")
    readers = [user for user in found if policy.may_read_article(user, article)]
    preferences = {row.user_id: row for row in Preferences.objects.filter(user__in=readers)}
    mails = [
        _mail(user, preferences.get(user.pk) or Preferences(user=user), article, action, by, reason)
        for user in readers
    ]
    if mails:
        transaction.on_commit(lambda: _send(mails), robust=True)


def _mail(user, preferences, article, action, by, reason):
    """The message in the reader's language, its times in their time zone."""
    with (
        translation.override(preferences.language),
        timezone.override(known_zone(preferences.time_zone)),
    ):
        page = reverse("admin:articles_article_change", args=[article.pk])
        what = _happened(article, action, by.get_full_name() or by.get_username())
        context = {"what": what, "reason": reason, "link": settings.SITE_URL + page}
        context["preferences"] = settings.SITE_URL + reverse("admin:preferences")
        body = render_to_string("mail/article.txt", context)
        # A title may hold anything; a subject is one line.
        subject = " ".join(what.split())[:200]
    return EmailMessage(subject, body, to=[user.email])


def _happened(article, action, who):
    """One sentence: who did what with which article."""
    told = {"who": who, "title": article.title}
    if action in ("publish", "reschedule") and article.is_scheduled:
        when = {"when": shown(article.public_from)}
        return _("%(who)s scheduled “%(title)s” for %(when)s") % {**told, **when}
    sentences = {
        "submit": _("%(who)s asks for a review of “%(title)s”"),
        "recall": _("%(who)s took “%(title)s” back"),
        "send_back": _("%(who)s sent “%(title)s” back"),
        "approve": _("%(who)s approved “%(title)s”"),
        "publish": _("%(who)s published “%(title)s”"),
        "reschedule": _("%(who)s published “%(title)s”"),
        "unschedule": _("%(who)s cancelled the schedule of “%(title)s”"),
        "retract": _("%(who)s retracted “%(title)s”"),
        "restore": _("%(who)s made “%(title)s” a draft again"),
        "void": _("%(who)s edited “%(title)s” after its approval: it waits for a review again"),
        "edit": _("%(who)s edited “%(title)s”, which waits for your review"),
        "assign": _assignment(article),
        "comment": _("%(who)s remarked on “%(title)s”"),
    }
    return sentences[action] % told


def _assignment(article):
    if article.state == "draft":
        return _("%(who)s chose you to review “%(title)s” once it is submitted")
    return _("%(who)s asks you to review “%(title)s”")


def _send(mails):
    """Hand the messages to the mail server; one that is down loses no editor's work, and an address
    that it refuses keeps nobody else from theirs."""
    try:
        with mailers["default"] as server:
            for mail in mails:
                _send_one(server, mail)
    except OSError as error:
        log.error("The mail server can't be reached.", exc_info=error)


def _send_one(server, mail):
    try:
        server.send_messages([mail])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ValueError) as error:
        log.error("Mail to %s was not sent.", mail.to[0], exc_info=error)

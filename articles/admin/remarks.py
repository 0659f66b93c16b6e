"""The remarks on an article's page in the admin: buttons of the article's own form."""

from django.http import Http404
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.admin import typed
from articles.desk import comments
from articles.models import Comment

DONE = {
    "add": _("The remark is added."),
    "answer": _("The answer is added."),
    "resolve": _("The remark is resolved."),
    "reopen": _("The remark is open again."),
}


def act(request, article, fields):
    """Do what the pressed button says, `add` or e.g. `resolve 12`; returns what to tell.

    `fields` are the names of the form fields that a remark may be about. Raises Http404 for a
    button that is none, PermissionDenied and WorkflowError as articles.desk.comments.
    """
    action, _space, pk = request.POST["_remark"].partition(" ")
    if action == "add":
        field = request.POST.get("remark_field", "")
        if field and field not in fields:
            raise Http404
        comments.add(
            article, typed.text(request, "remark", comments.MOST_TEXT), by=request.user, field=field
        )
        return DONE["add"]
    comment = Comment.objects.filter(article=article, pk=typed.key(pk)).first()
    if comment is None or action not in DONE:
        raise Http404
    if action == "answer":
        comments.answer(
            comment,
            typed.text(request, f"remark_{comment.pk}", comments.MOST_TEXT),
            by=request.user,
        )
    else:
        getattr(comments, action)(comment, by=request.user)
    return DONE[action]


def labels(form):
    """Name -> label of the form's fields that a remark may be about."""
    return {
        name: capfirst(field.label) for name, field in form.fields.items() if name != "version_read"
    }


def _point_to(thread, field):
    """Tell beside the form's `field` that there is an open remark on it."""
    link = format_html('<a href="#remark-{}">{}</a>', thread.pk, _("An open remark"))
    field.help_text = format_html("{} {}", field.help_text, link)


def context(article, form):
    """What the page needs to show the remarks, each with the label of what it is about."""
    known = labels(form)
    threads = comments.threads(article)
    for thread in threads:
        thread.about = known.get(thread.field, "")
        if thread.about and thread.resolved_at is None:
            _point_to(thread, form.fields[thread.field])
    return {
        "threads": threads,
        "open_remarks": sum(thread.resolved_at is None for thread in threads),
        "remark_fields": known,
    }

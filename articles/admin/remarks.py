"""The remarks on an article's page in the admin: buttons of the article's own form."""

from django.http import Http404
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from articles.desk import comments, typed
from articles.models import Comment

# Characters of a remark that stand beside its field.
MOST_BESIDE = 100

DONE = {
    "add": _("The remark is added."),
    "answer": _("The answer is added."),
    "resolve": _("The remark is resolved."),
    "reopen": _("The remark is open again."),
}


def act(request, article, fields):
    """Do what the pressed button says, `add` or e.g. `resolve 12`; returns what to tell.

    `fields` are the labels, by name, of the fields that a remark may be about. Raises Http404 for a
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


def _point_to(thread, form):
    """Show an open remark beside its field, with a link to where it is answered."""
    told = format_html(
        '<a class="remark-link" href="#remark-{}">{}</a>',
        thread.pk,
        _("%(who)s remarks: “%(text)s”")
        % {"who": thread.by, "text": Truncator(thread.text).chars(MOST_BESIDE)},
    )
    if field := form.fields.get(thread.field):
        field.help_text = _lines(field.help_text, told)
    else:
        # Where it can't be edited, the admin looks the help up by the field's name.
        texts = form._meta.help_texts or {}
        column = form._meta.model._meta.get_field(thread.field)
        text = texts.get(thread.field) or column.help_text
        form._meta.help_texts = {**texts, thread.field: _lines(text, told)}


def _lines(first, second):
    return format_html("{}<br>{}", first, second) if first else second


def context(article, form, fields):
    """What the page needs to show the remarks, each with the label of what it is `about` and, where
    it can be edited, its `input`; `fields` as for act()."""
    threads = comments.threads(article)
    for thread in threads:
        thread.about = fields.get(thread.field, "")
        thread.input = thread.field if thread.field in form.fields else ""
        if thread.about and thread.resolved_at is None:
            _point_to(thread, form)
    return {
        "threads": threads,
        "open_remarks": sum(thread.resolved_at is None for thread in threads),
        "remark_fields": fields,
    }

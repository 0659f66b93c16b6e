"""What a POST holds beside the fields of a form: whatever anybody cares to send."""

import re

from entities.choices import is_key


def text(request, name, most):
    """The text sent as `name`, '' for none, of at most so many letters."""
    # No text holds a NUL, and PostgreSQL stores none.
    return request.POST.get(name, "").replace("\0", "")[:most]


def version(request):
    """The version of a record that the sender has read; -1, which none has, if they don't say."""
    read = request.POST.get("version_read", "")
    return int(read) if is_key(read) and len(read) < 10 else -1


def key(sent):
    """The number of a row that `sent` is; 0, which none has, if it is none."""
    return int(sent) if is_key(sent) else 0


# Names of inputs that no person fills in.
# What is typed to prove who one is does not come back.
_SECRET = re.compile(r"password|token|code|otp", re.IGNORECASE)
_OURS = re.compile(r"^_|csrf|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$|^(initial-|version_)|-id$")


def texts(request):
    """(name, text) of what a person typed into the form of a POST, to be shown to them again;
    without secrets."""
    for name, values in request.POST.lists():
        if not _OURS.search(name) and not _SECRET.search(name):
            yield from ((name, value) for value in values if re.search(r"\D", value))

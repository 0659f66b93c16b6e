"""Own scripts on a page, each with the digest of what it must be (subresource integrity)."""

import base64
import hashlib
from functools import cache

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()
MODULE = '<script type="module" src="{}" integrity="{}"></script>'
CLASSIC = '<script src="{}" integrity="{}"></script>'


@register.simple_tag
def script(name):
    """The element of the static file `name`, a module. A browser runs it only if it is what it was
    when it was collected."""
    return _element(MODULE, name)


@register.simple_tag
def classic_script(name):
    """As `script`, for a file that is none: it runs where it stands."""
    return _element(CLASSIC, name)


def _element(element, name):
    digest = _integrity(name) if hasattr(staticfiles_storage, "manifest_strict") else ""
    # Without a name of their own for each content, files may change under a page: no digest then.
    return format_html(
        element if digest else element.replace(' integrity="{}"', ""), static(name), digest
    )


@cache
def _integrity(name):
    """The digest of a collected file, as the integrity attribute wants it."""
    with staticfiles_storage.open(staticfiles_storage.stored_name(name)) as file:
        return "sha384-" + base64.b64encode(hashlib.sha384(file.read()).digest()).decode()

"""How figures, quantities and dates are written in templates, in the page's language."""

from django import template
from django.urls import translate_url
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language

from entities.figures import format_converted, format_figure, format_interval, qualified

register = template.Library()

DATE_FORMATS = {"day": "DATE_FORMAT", "month": "YEAR_MONTH_FORMAT", "year": "Y"}


@register.filter
def figure(value):
    """A Figure as announced; '' for None."""
    return format_figure(value, get_language()) if value else ""


@register.filter
def converted(value):
    """A Figure that was converted, rounded and marked so; '' for None."""
    return format_converted(value, get_language()) if value else ""


@register.filter
def marked(value):
    """A Figure as announced, its qualifier ('up to') set apart so that it is read at a glance."""
    return _marked(value, format_figure)


@register.filter
def marked_converted(value):
    """A converted Figure, its qualifier set apart."""
    return _marked(value, format_converted)


def _marked(value, write):
    if not value:
        return ""
    qualifier, amount = qualified(value, get_language(), write)
    kind = value.qualifier.value.replace("_", "-")
    if not qualifier:
        return format_html('<span class="figure {}">{}</span>', kind, amount)
    told = '<span class="figure {}"><small class="qualifier">{}</small> {}</span>'
    return format_html(told, kind, qualifier, amount)


@register.filter
def figure_in(investment, currency):
    """The investment's Figure in a reporting currency; None without a rate or a figure."""
    return investment.figure_in(currency)


@register.filter
def interval(value):
    """An Interval of whole units in words; '' for None."""
    return format_interval(value, get_language()) if value else ""


@register.filter
def announced(investment):
    """The announcement date as far as it is known: a day, a month or a year."""
    return date_format(investment.announced_on, DATE_FORMATS[investment.date_precision])


@register.simple_tag(takes_context=True)
def this_page_in(context, language):
    """The address of this page, with its filters, in another language."""
    return translate_url(context["request"].get_full_path(), language)

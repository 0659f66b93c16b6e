from django import template

from newsbase.logs import request_id

register = template.Library()


@register.simple_tag
def request_number():
    """The number under which the log tells of the request that is answered."""
    return request_id.get()

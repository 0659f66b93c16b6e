"""What every page of the admin shares."""

from django.utils import timezone

from articles.desk.times import known_zone
from articles.models import Preferences


class TimeZoneMiddleware:
    """Shows and reads times in the admin in the time zone of whoever is signed in; public pages
    are in UTC and ask nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with timezone.override(None):
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        # Public pages must not read who is signed in: they would no longer be public.
        if request.resolver_match.app_name == "admin" and request.user.is_authenticated:
            timezone.activate(known_zone(Preferences.of(request.user).time_zone))

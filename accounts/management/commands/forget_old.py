import time
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.appending import erasing
from accounts.models import Attempts, SecurityEvent
from accounts.throttling import WINDOW


class Command(BaseCommand):
    help = "Forget sessions that ended, tries to sign in that count no more, and old events."

    def handle(self, **options):
        now = timezone.now()
        sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
        attempts, _ = Attempts.objects.filter(latest__lt=time.time() - WINDOW).delete()
        events = self._forget_events(now - timedelta(days=settings.SECURITY_EVENTS_DAYS))
        self.stdout.write(f"Forgot {sessions} sessions, {attempts} tries, {events} events.")

    def _forget_events(self, before):
        """Without one there is nothing to take the triggers off for."""
        old = SecurityEvent.objects.filter(at__lt=before)
        if not old.exists():
            return 0
        with erasing():
            return old.delete()[0]

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from accounts import factors
from accounts.events import record
from accounts.models.events import Kind


class Command(BaseCommand):
    help = "Take the second factor of an account away, a superuser's too, when it is lost."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the user name")

    def handle(self, name, **options):
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no account {name}.")
        factors.take_away(user)
        record(Kind.FACTOR_RESET, account=user)
        self.stdout.write(f"{name} signs in with the password alone, and sets up another.")

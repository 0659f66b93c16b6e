import json

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from accounts import personal
from accounts.events import record
from accounts.models.events import Kind


class Command(BaseCommand):
    help = "Write all that is kept about an account as JSON: hand it to its owner alone."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the user name")

    def handle(self, name, **options):
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no account {name}.")
        self.stdout.write(json.dumps(personal.about(user), indent=2, ensure_ascii=False))
        record(Kind.ACCOUNT_EXPORTED, account=user)

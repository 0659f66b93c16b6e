from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import personal
from articles import policy


class Command(BaseCommand):
    help = (
        "Take away all that says who an account's owner was; what they did stays in the history,"
        " by a former colleague. It can't be undone."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help="the user name")
        parser.add_argument("--yes", action="store_true", help="do it")

    def handle(self, name, yes=False, **options):
        with transaction.atomic():
            policy.hold_accounts()
            user = get_user_model().objects.filter(username=name).first()
            self._refuse(name, user, yes)
            personal.erase(user)
        self.stdout.write(f"{user.username} is all that is left of {name}.")

    def _refuse(self, name, user, yes):
        if user is None:
            raise CommandError(f"There is no account {name}.")
        managers = policy.able("manage_users")
        if managers.filter(pk=user.pk).exists() and not managers.exclude(pk=user.pk).exists():
            raise CommandError(f"{name} is the last account that manages accounts.")
        if not yes:
            raise CommandError(f"Nothing is done: add --yes to erase {name} for good.")

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError

from articles.policy import ROLES

PASSWORD = "newsbase-demo-{role}"  # noqa: S105


class Command(BaseCommand):
    help = "Make one demo account per role, with a known password. For a local copy only."

    def handle(self, **options):
        if settings.IS_PRODUCTION:
            raise CommandError(
                "Demo accounts have known passwords and are not made in production: use"
                " 'manage.py createsuperuser' for a first account."
            )
        for role in ROLES:
            self._make(role)
            self.stdout.write(f"  {role:<15} {PASSWORD.format(role=role)}")

    def _make(self, role):
        """An account once made is an editor's own: a later run changes nothing."""
        user, is_new = get_user_model().objects.get_or_create(
            username=role, defaults={"is_staff": True, "first_name": "Demo", "last_name": role}
        )
        if is_new or not user.has_usable_password():
            user.set_password(PASSWORD.format(role=role))
            user.save()
            user.groups.add(Group.objects.get(name=role))

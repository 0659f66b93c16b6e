from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self):
        from accounts import sessions
        from accounts.appending import install_guards

        user_logged_in.connect(sessions.begin)
        post_migrate.connect(install_guards, sender=self)

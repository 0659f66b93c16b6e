from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EntitiesConfig(AppConfig):
    name = "entities"
    verbose_name = _("What the news is about")

    def ready(self):
        from entities.changes import install_change_log
        from entities.trees import install_cycle_guards

        post_migrate.connect(install_change_log, sender=self)
        post_migrate.connect(install_cycle_guards, sender=self)

from functools import partial

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("What was reported")

    def ready(self):
        from articles.policy import make_roles
        from articles.search import install_full_text
        from entities.trees import install_cycle_guards

        guarded = (("articles", "Article", "translation_of"),)
        guard_translations = partial(install_cycle_guards, guarded=guarded)
        post_migrate.connect(guard_translations, sender=self, weak=False)
        post_migrate.connect(install_full_text, sender=self)
        post_migrate.connect(make_roles, sender=self)


class DeskConfig(AdminConfig):
    """Django's admin, on the newsroom's own site."""

    default_site = "articles.desk.site.DeskSite"

from django.core.management.base import BaseCommand

from articles import publishing


class Command(BaseCommand):
    help = "Recompute from the articles which records are public, and the search index."

    def handle(self, **options):
        publishing.refresh_all()
        self.stdout.write("Done: public records and the search index follow the articles.")

from django.core.management.base import BaseCommand
from django.db import transaction

from entities.models import Investment

ROWS_AT_ONCE = 500


class Command(BaseCommand):
    help = (
        "Write the converted bounds of every investment anew, at the rates known now. Changes only"
        " what differs, so a second run changes nothing."
    )

    def handle(self, **options):
        changed = 0
        with transaction.atomic():
            for investment in Investment.objects.order_by("pk").iterator(ROWS_AT_ONCE):
                changed += self._update(investment)
        self.stdout.write(f"{changed} of {Investment.objects.count()} investments changed.")

    def _update(self, investment):
        right = investment.conversions()
        if all(getattr(investment, name) == value for name, value in right.items()):
            return False
        Investment.objects.filter(pk=investment.pk).update(**right)
        return True

from itertools import islice

from django.core.management.base import BaseCommand

from articles.desk import links
from articles.desk.fetching import Fetcher


class Command(BaseCommand):
    help = (
        "Ask the source addresses of public articles and the organisations' websites whether they"
        " still answer, those not asked for longest first. Asks the web: one address at a time,"
        " under the site's name, obeying robots.txt."
    )

    def add_arguments(self, parser):
        parser.add_argument("--most", type=int, default=100, help="addresses to ask (100)")
        parser.add_argument(
            "--pause", type=float, default=5, help="seconds between two questions to a host (5)"
        )

    def handle(self, *, most, pause, **options):
        checker = links.LinkChecker(Fetcher(), pause)
        for address in islice(links.addresses(), most):
            noted = checker.check(address)
            self.stdout.write(f"{noted.outcome}\t{noted.status or ''}\t{address}")

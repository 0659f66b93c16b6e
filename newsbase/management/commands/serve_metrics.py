import signal
from threading import Event

from django.core.management.base import BaseCommand, CommandError
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

from newsbase.metrics import NewsroomCollector
from newsbase.settings import env


class Command(BaseCommand):
    help = "Serves metrics for Prometheus at an address of their own, never at the site's."

    def add_arguments(self, parser):
        parser.add_argument("--bind", default="127.0.0.1:9100", metavar="ADDRESS:PORT")
        parser.add_argument(
            "--backups", metavar="DIRECTORY", help="tell how old the newest file is"
        )

    def handle(self, *, bind, backups, **options):
        host, _colon, port = bind.rpartition(":")
        if not port.isdecimal():
            raise CommandError("Write --bind as an address and a port, such as 127.0.0.1:9100.")
        registry = CollectorRegistry()
        registry.register(NewsroomCollector(backups))
        # The workers of gunicorn count into files of this directory.
        if env("PROMETHEUS_MULTIPROC_DIR", default=""):
            MultiProcessCollector(registry)
        try:
            server, _thread = start_http_server(int(port), host or "127.0.0.1", registry)
        except OSError as error:
            raise CommandError(f"Can't listen at {bind}: {error.strerror}.") from error
        self.stdout.write(f"Metrics are at http://{bind}/metrics. Ctrl-C stops them.")
        wait_for_the_end()
        server.shutdown()


def wait_for_the_end():
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: ended.set())
    ended.wait()

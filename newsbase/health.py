"""Two questions of whoever runs the site; the answers tell a stranger nothing else."""

import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import cache_control

LEAST_FREE = 50_000_000  # bytes: a day of saves, and the time to make room


@cache_control(no_store=True)
def healthz(request):
    """Does this process answer? 200, without asking the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@cache_control(no_store=True)
def readyz(request):
    """Can it serve pages and keep what editors save? 200 with a database that has every migration
    and with room on the disk, otherwise 503."""
    if is_disk_roomy() and is_database_ready():
        return HttpResponse("ready\n", content_type="text/plain")
    return HttpResponse("not ready\n", content_type="text/plain", status=503)


def is_database_ready():
    """True if the database answers and no migration is waiting."""
    try:
        executor = MigrationExecutor(connection)
    except Error:
        return False
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def is_disk_roomy():
    """True if there is room where SQLite has its files; with another database, for our own."""
    database = settings.DATABASES["default"]
    is_file = connection.vendor == "sqlite" and Path(database["NAME"]).is_absolute()
    folder = Path(database["NAME"]).parent if is_file else Path(tempfile.gettempdir())
    return shutil.disk_usage(folder).free >= LEAST_FREE

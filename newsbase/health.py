"""Two questions of whoever runs the site; the answers tell a stranger nothing else."""

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import cache_control


@cache_control(no_store=True)
def healthz(request):
    """Does this process answer? 200, without asking the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@cache_control(no_store=True)
def readyz(request):
    """Can it serve pages? 200 with a database that has every migration, otherwise 503."""
    if is_database_ready():
        return HttpResponse("ready\n", content_type="text/plain")
    return HttpResponse("not ready\n", content_type="text/plain", status=503)


def is_database_ready():
    """True if the database answers and no migration is waiting."""
    try:
        executor = MigrationExecutor(connection)
    except Error:
        return False
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())

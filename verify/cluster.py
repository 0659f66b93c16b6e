"""A PostgreSQL of a part's own, that keeps its word on disk, to be restarted and killed."""

import contextlib
import os
import tempfile
import time
from io import StringIO
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connection

from tests import postgres

NAME = "newsbase"


class Cluster:
    """A running server; `url` is that of its base."""

    def __init__(self, programs, directory):
        self.programs, self.directory = programs, directory
        self.url = f"postgresql://postgres@/{NAME}?host={directory}"

    def start(self):
        told = f"-h '' -k {self.directory}"
        postgres.run(*self._control(), "-l", self.directory / "log", "-o", told, "start")

    def stop(self, mode):
        postgres.run(*self._control(), "-m", mode, "stop")

    def end_connections(self):
        """End every connection but the one that does so."""
        with contextlib.suppress(psycopg.Error), psycopg.connect(self.url) as there:
            there.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND application_name = 'newsbase'"
            )

    def wait(self):
        """Until it takes connections."""
        while True:
            with contextlib.suppress(psycopg.Error):
                psycopg.connect(self.url).close()
                return
            time.sleep(0.01)

    def _control(self):
        return (self.programs / "pg_ctl", "-D", self.directory / "data", "-w")


@contextlib.contextmanager
def own_cluster():
    """A new Cluster with an empty, migrated base, which this process and gunicorn now use."""
    with tempfile.TemporaryDirectory(prefix="newsbase-", dir="/tmp") as name:
        directory = Path(name)
        if postgres.SERVER_USER:
            os.chown(directory, postgres.SERVER_USER.pw_uid, postgres.SERVER_USER.pw_gid)
        cluster = Cluster(postgres.find_programs(directory), directory)
        postgres.run(cluster.programs / "initdb", "-D", directory / "data", "-U", "postgres",
                     "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
        cluster.start()
        try:
            _use(cluster)
            yield cluster
        finally:
            connection.close()
            with contextlib.suppress(postgres.NoServerError):
                cluster.stop("immediate")


def _use(cluster):
    maintenance = cluster.url.replace(f"/{NAME}?", "/postgres?")
    with psycopg.connect(maintenance, autocommit=True) as there:
        there.execute(f"CREATE DATABASE {NAME}")
    connection.close()
    connection.settings_dict["NAME"] = NAME
    connection.settings_dict["OPTIONS"]["host"] = str(cluster.directory)
    os.environ["DATABASE_URL"] = cluster.url
    call_command("migrate", verbosity=0, stdout=StringIO())

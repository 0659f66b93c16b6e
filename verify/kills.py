"""Processes killed with -9 at random moments while colleagues save through the site.

Killed are a worker, all of gunicorn, and PostgreSQL itself (an immediate stop, with its files
synchronised as in production). After each kill: is every save that was acknowledged by a 302
there, is none half there, is the base sound?
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.db import DatabaseError, connection

from articles.models import Article
from verify import desk
from verify.cluster import own_cluster
from verify.figures import Figure

ROWS = ["T51"]
ENGINES = ["sqlite", "postgresql"]
EDITORS = 3
# Of ten kills one hits PostgreSQL, one all of gunicorn, the others a worker.
ROUND = 10


class Server:
    """gunicorn in a process group of its own."""

    def __init__(self):
        # Below the ports of clients: one that asks in vain may otherwise be given this very port.
        self.port, self.process = random.randrange(20_000, 30_000), None
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "verify.settings", "BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": "2",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn"], env=environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        while self.process.poll() is None:
            with contextlib.suppress(*desk.BROKEN):
                desk.ask(self.address, "/healthz", timeout=5)
                return
            time.sleep(0.02)
        raise OSError("gunicorn did not start.")

    def kill_worker(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        if workers := children.split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(random.choice(workers)), signal.SIGKILL)

    def kill_all(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def run(quick):
    kills = 10 if quick else 200
    is_sqlite = connection.vendor == "sqlite"
    with contextlib.nullcontext() if is_sqlite else own_cluster() as cluster:
        editors = [desk.Editor() for _ in range(EDITORS)]
        server = Server()
        server.start()
        try:
            works = [lambda each=each: each.save(server.address) for each in editors]
            with desk.at_work(*works):
                wrong = sum(killed(number, server, cluster, editors) for number in range(kills))
                time.sleep(2)
            works = [each.save(server.address).status for each in editors]
        finally:
            server.kill_all()
        wrong += sum(status != 302 for status in works) + is_wrong(acknowledged(editors))
        kept = number_of(editors)
        yield Figure("kills / saves lost, half saves, broken bases", kills, wrong, "200 / 0",
                     least=kills, note=f"{kept} saves acknowledged")  # fmt: skip
        yield Figure("saves acknowledged meanwhile / lost", kept, lost(editors), "0 lost",
                     least=kills // 4)  # fmt: skip


def killed(number, server, cluster, editors):
    """Kill something in a moment; whether something is wrong then."""
    wait_for_a_save(editors)
    time.sleep(random.uniform(0, 0.3))
    known = acknowledged(editors)
    if number % ROUND == ROUND - 1:
        server.kill_all()
        server.start()
    elif cluster and number % ROUND == ROUND - 2:
        cluster.stop("immediate")
        cluster.start()
        cluster.wait()
        connection.close()
    else:
        server.kill_worker()
    return is_wrong(known)


def wait_for_a_save(editors):
    """Until one more was acknowledged, or for some seconds: kills must meet saves."""
    before, until = number_of(editors), time.monotonic() + 5
    while number_of(editors) == before and time.monotonic() < until:
        time.sleep(0.01)


def number_of(editors):
    return sum(len(each.acknowledged) for each in editors)


def acknowledged(editors):
    return {each.article.pk: list(each.acknowledged) for each in editors}


def is_wrong(known):
    """Is a save of `known` lost, one half there, an article in no state of its own, or the base
    broken?"""
    for _try in range(50):
        with contextlib.suppress(DatabaseError):
            found = desk.found()
            is_lost = desk.lost(found, known) or desk.halves(found)
            return bool(is_lost or Article.objects.exclude(state="draft").exists() or is_broken())
        connection.close()
        time.sleep(0.1)
    return True


def lost(editors):
    return desk.lost(desk.found(), acknowledged(editors))


def is_broken():
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        return cursor.fetchone()[0] != "ok"

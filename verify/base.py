"""What the parts stand on: the demo base, and newsbase served on it by gunicorn."""

import contextlib
import os
import re
import sys
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from benchmarks.serving import free_port, served


def fill_with_demo():
    """The demo announcements, and one account per role (password: newsbase-demo- and the role)."""
    for command in ("load_demo", "make_demo_accounts"):
        call_command(command, verbosity=0, stdout=StringIO())


@contextlib.contextmanager
def gunicorn(**environment):
    """newsbase on this process's base, with two workers; yields its address."""
    port = free_port()
    environment = {
        "DJANGO_SETTINGS_MODULE": "verify.settings", "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": "2", "DATABASE_URL": os.environ["DATABASE_URL"], **environment,
    }  # fmt: skip
    with served([sys.executable, "-m", "gunicorn"], port, "/healthz", **environment) as address:
        yield address


def server_memory():
    """The memory of gunicorn with its workers in MiB, what they share counted once."""
    found = 0
    for pid in _descendants(os.getpid()):
        with contextlib.suppress(OSError):
            if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes():
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
                found += int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1])
    return found / 1024


def _descendants(pid):
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in children.read_text().split():
                yield child
                yield from _descendants(child)

"""How gunicorn serves newsbase; it reads this file by itself when started from this directory."""

import gc
import os
from pathlib import Path

from prometheus_client.multiprocess import mark_process_dead

wsgi_app = "newsbase.wsgi"
bind = os.environ.get("BIND", "127.0.0.1:8000")

# Pages are bound by CPU: one single-threaded worker a core had the best throughput and tail.
workers = int(os.environ.get("WEB_CONCURRENCY") or os.cpu_count() or 1)
worker_class = "sync"
# The base is read once, before the workers fork: they share it, and a new one has it at once.
preload_app = True

timeout = 30
graceful_timeout = 20
max_requests = 5000
max_requests_jitter = 500

limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

loglevel = "warning"
# As newsbase itself logs; plain lines where somebody watches.
form = os.environ.get("LOG_FORMAT") or ("plain" if os.environ.get("LOCAL") else "json")
formatter = {"json": "newsbase.logs.JSONFormatter", "plain": "newsbase.logs.PlainFormatter"}[form]
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"chosen": {"()": formatter}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "chosen"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {},
}
control_socket_disable = True

# A worker's heartbeat must not wait for a disk.
if Path("/dev/shm").is_dir():  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108


def read_base():
    """Read all that searches count over; without a database now, at the first search."""
    from django.db import DatabaseError, connections

    from entities.loading import kept

    try:
        kept.current()
    except DatabaseError as error:
        print(f"The database does not answer yet: {error}")
    finally:
        connections.close_all()
    # What was read stays: looking for garbage in it would hold up a request now and then.
    gc.collect()
    gc.freeze()


# Where the workers count for `manage.py serve_metrics`; each start counts from nothing.
METRICS = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
if METRICS:
    Path(METRICS).mkdir(parents=True, exist_ok=True)
    for path in Path(METRICS).glob("*.db"):
        path.unlink()


def child_exit(server, worker):
    if METRICS:
        mark_process_dead(worker.pid)


def when_ready(server):
    read_base()
    print(f"newsbase is at http://{bind}/ (editors: http://{bind}/admin/). Ctrl-C stops it.")

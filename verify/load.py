"""T41: more than the server can do, slow clients and an import, all at once.

newsbase stands behind the proxy that it is shipped with (deploy/nginx.conf without TLS, on ports of
this machine), as in production: the proxy takes slow clients off the workers. Each reader has an
address of their own on the loopback. Whoever asks shares the processors with who answers, so that
capacity is what both can do together.
"""

import asyncio
import contextlib
import itertools
import re
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.serving import free_port
from tests.factories import UserFactory
from verify.base import fill_with_demo, gunicorn, server_memory
from verify.figures import Figure
from verify.imports import importing, table

ROWS = ["T41"]
ENGINES = ["sqlite", "postgresql"]
PATHS = ["/", "/investments/", "/investments/?place=gb", "/organisations/nvidia/", "/sites/",
         "/fr/investments/?organisation=coreweave", "/search/?q=gpu"]  # fmt: skip
SLOW_CLIENTS = 200
TIMES = 4  # the capacity: so many would be asked if no more than these could wait
MOST_OPEN = 400
# 0 is no answer at all.
FAULTS = (0, 500, 502, 504)
PROXY = Path(__file__).parent.parent / "deploy" / "nginx.conf"


def run(quick):
    seconds = 6 if quick else 60
    if shutil.which("nginx") is None:
        yield Figure("load: no nginx here to stand in front", 0, 1, "0 × 500", least=1)
        return
    fill_with_demo()
    UserFactory(role="editor", username="importer")
    # What one address may ask is the proxy's to say here.
    with gunicorn(REQUESTS_PER_MINUTE="0") as address, proxy(address) as port:
        yield from under_load(port, seconds)


def under_load(port, seconds):
    asyncio.run(readers(port, 3, clients=8))
    usual = asyncio.run(readers(port, seconds / 6, clients=4))
    idle, capacity = server_memory(), len(usual) / (seconds / 6)
    with imports():
        flood = asyncio.run(flooded(port, seconds, capacity * TIMES))
    grown, recovery = server_memory() / idle, until_usual(port, p99(usual))
    statuses = Counter(status for status, _seconds in flood)
    told = ", ".join(f"{number} × {status}" for status, number in statuses.most_common())
    faults = sum(statuses[status] for status in FAULTS)
    what = f"requests, {MOST_OPEN} waiting at once, {SLOW_CLIENTS} slow clients, an import"
    note = f"{capacity:.0f} a second before, {len(flood) / seconds:.0f} asked meanwhile; {told}"
    least = round(seconds * 20)
    yield Figure(
        f"{what} / answers of 500, 502, 504, or none",
        len(flood),
        faults,
        "0 × 500",
        least,
        note=note,
    )
    what = "memory of the server afterwards / more than 1.5 times as before"
    note = f"{grown:.2f} times {idle:.0f} MiB"
    yield Figure(what, 1, grown > 1.5, "1.5 × idle", note=note)
    what = "time until pages are as quick as before / more than 5 s"
    note = f"{recovery:.1f} s, p99 before {p99(usual) * 1000:.0f} ms"
    yield Figure(what, 1, recovery > 5, "5 s", note=note)


# The proxy


@contextlib.contextmanager
def proxy(address):
    """nginx with the shipped configuration in front of `address`; yields its port."""
    port = free_port()
    shipped = PROXY.read_text()
    # The server that redirects to HTTPS, and what TLS needs, are not for the loopback.
    one = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", shipped, flags=re.S)
    one = re.sub(r"    listen 443 ssl http2;", f"    listen 127.0.0.1:{port};", one)
    one = re.sub(r"    (?:listen \[|ssl_).*\n", "", one)
    one = one.replace("127.0.0.1:8000", address.removeprefix("http://"))
    one = one.replace("proxy_set_header Host $host", "proxy_set_header Host 127.0.0.1")
    with tempfile.TemporaryDirectory(prefix="newsbase-verify-") as folder:
        path = Path(folder) / "nginx.conf"
        path.write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/errors crit; worker_processes 1;"
            " events { worker_connections 4096; }\n"
            f"http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path"
            f" {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;"
            f" scgi_temp_path {folder}/s;\n{one}\n}}\n"
        )
        process = subprocess.Popen(["nginx", "-p", folder, "-c", str(path)])
        try:
            time.sleep(1)
            yield port
        finally:
            process.terminate()
            process.wait()


# Who asks


async def ask(port, path, source):
    """(status, seconds) of one request from the address `source`; status 0 for no answer."""
    started = time.monotonic()
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    try:
        async with asyncio.timeout(60):
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", port, local_addr=(source, 0)
            )
            writer.write(request)
            words = (await reader.readline()).split()
            while await reader.read(65_536):
                pass
            writer.close()
    except (OSError, TimeoutError):
        words = []
    return int(words[1]) if len(words) > 1 else 0, time.monotonic() - started


def addresses():
    """Addresses of the loopback, one for each reader of a crowd, around and around."""
    return itertools.cycle(f"127.1.{number // 250}.{number % 250 + 1}" for number in range(2000))


def pages():
    """Paths without end: one of three is a search that nobody made before."""
    for number, path in enumerate(itertools.cycle(PATHS)):
        yield path if number % 3 else f"/search/?q=gpu%20{number}"


async def readers(port, seconds, clients):
    """(status, seconds) of what so many ask one after the other for so long."""
    found, sources, until = [], addresses(), time.monotonic() + seconds

    async def read():
        for path in pages():
            if time.monotonic() > until:
                return
            found.append(await ask(port, path, next(sources)))

    await asyncio.gather(*(read() for _client in range(clients)))
    return found


async def flooded(port, seconds, rate):
    """(status, seconds) of `rate` requests a second, whatever becomes of those before."""
    sources, paths, until = addresses(), pages(), time.monotonic() + seconds
    slow = [asyncio.create_task(drip(port, f"127.2.0.{n + 1}")) for n in range(SLOW_CLIENTS)]
    asked, found, due = set(), [], time.monotonic()
    while time.monotonic() < until:
        due += 1 / rate
        await asyncio.sleep(max(0, due - time.monotonic()))
        if len(asked) < MOST_OPEN:
            task = asyncio.create_task(ask(port, next(paths), next(sources)))
            asked.add(task)
            task.add_done_callback(lambda done: (asked.discard(done), found.append(done.result())))
    await asyncio.gather(*asked)
    for each in slow:
        each.cancel()
    return found


async def drip(port, source):
    """A client that sends its headers letter by letter, and begins anew when it is cut off."""
    while True:
        with contextlib.suppress(OSError):
            _reader, writer = await asyncio.open_connection(
                "127.0.0.1", port, local_addr=(source, 0)
            )
            writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
            for _letter in range(60):
                writer.write(b"a")
                await writer.drain()
                await asyncio.sleep(1)
            writer.close()
        await asyncio.sleep(1)


@contextlib.contextmanager
def imports():
    """An import of a thousand organisations runs meanwhile."""
    with tempfile.TemporaryDirectory(prefix="newsbase-verify-") as folder:
        file = Path(folder) / "rows.csv"
        file.write_text(table(range(1000)))
        process = importing(file)
        yield
        process.wait()


# What is measured


def p99(answers):
    return sorted(seconds for _status, seconds in answers)[int(len(answers) * 0.99)]


def until_usual(port, usual):
    """Seconds until eight pages in a row take no longer than `usual`."""
    started, quick = time.monotonic(), 0
    for path, source in zip(pages(), addresses(), strict=False):
        status, seconds = asyncio.run(ask(port, path, source))
        quick = quick + 1 if status == 200 and seconds <= usual else 0
        if quick == 8 or time.monotonic() - started > 60:
            return time.monotonic() - started
    return 0

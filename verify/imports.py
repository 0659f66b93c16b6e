"""Files that people import: hostile ones change nothing and starve nobody, good ones do just once
what they say, whatever happens meanwhile, and come back out as they went in.
"""

import contextlib
import csv
import io
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from entities.models import Organisation
from tests.articles.hostile_files import REFUSED, WRONG_ROWS
from tests.factories import UserFactory
from verify import desk
from verify.base import gunicorn
from verify.figures import Figure

ROWS = ["T16", "T36", "T37"]
ENGINES = ["sqlite", "postgresql"]
MOST_GROWTH = 50 * 1024  # KiB
SLOWEST_PAGE = 0.5  # seconds
NAMES = 400
FORMULA = '=HYPERLINK("http://evil.example")'


def run(quick):
    editor = UserFactory(role="editor", username="importer")
    with gunicorn() as address:
        yield from hostile_files(editor, address, quick)
    with tempfile.TemporaryDirectory(prefix="newsbase-verify-") as folder:
        yield from repeated(Path(folder))
        yield killed(Path(folder), 5 if quick else 50)
        yield returned(Path(folder))


# Hostile files


def hostile_files(editor, address, quick):
    """Each file by both doors, while somebody reads."""
    files = list((REFUSED | WRONG_ROWS).items())
    files = files[:: 4 if quick else 1]
    client, before = Client(), state()
    client.force_login(editor)
    # What the first file of each kind loads, the libraries that read it, is no growth.
    for name in ("a formula", "NUL", "NUL in a table"):
        uploaded(client, *WRONG_ROWS[name]), commanded(client, *WRONG_ROWS[name])
    grown, wrong = peak(), []
    with reading(address) as times:
        for name, (kind, data) in files:
            before_it = peak()
            wrong += [name for door in (uploaded, commanded) if not door(client, kind, data)]
            if peak() - before_it > 5 * 1024:
                print(f"    {name}: {(peak() - before_it) / 1024:.0f} MiB more")
    changed = state() != before
    print("  taken:", wrong) if wrong else None
    yield Figure("hostile files through the page and the command / taken, or without a word",
                 2 * len(files), len(wrong) + changed, "50 / 0", least=2 * len(files))  # fmt: skip
    growth = peak() - grown
    yield Figure("hostile files / grown by more than 50 MiB", len(files), growth > MOST_GROWTH,
                 "25 / 0", least=min(len(files), 25), note=f"{growth / 1024:.0f} MiB")  # fmt: skip
    slow = sum(each > SLOWEST_PAGE for each in times)
    p99 = sorted(times)[int(len(times) * 0.99)] * 1000
    yield Figure("pages read meanwhile / slower than 500 ms", len(times), slow, "at most 1 %",
                 most=len(times) // 100, note=f"p99 {p99:.0f} ms")  # fmt: skip


def uploaded(client, kind, data):
    """Is the file refused by the page, in words?"""
    page = reverse("admin:entities_organisation_import")
    answer = client.post(page, {"file": SimpleUploadedFile(f"rows.{kind}", data)})
    if answer.status_code == 400:
        return "errorlist" in answer.content.decode()
    # A file that can be read, with the rows that are wrong.
    return answer.status_code == 422 and bool(answer.context_data["report"].refused)


def commanded(client, kind, data):
    """Is the file refused by the command, in words?"""
    with tempfile.NamedTemporaryFile(suffix=f".{kind}") as file:
        file.write(data)
        file.flush()
        try:
            taken(file.name)
        except CommandError as error:
            return bool(str(error))
    return False


def taken(path):
    call_command("import_records", "organisation", str(path), user="importer", apply=True,
                 stdout=io.StringIO(), stderr=io.StringIO())  # fmt: skip


def peak():
    """The most memory that this process ever used, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@contextlib.contextmanager
def reading(address):
    """Somebody reads a page now and then; yields the seconds that each took."""
    times, ended = [], threading.Event()

    def read():
        while not ended.wait(0.05):
            started = time.monotonic()
            desk.ask(address, "/en/organisations/", timeout=30)
            times.append(time.monotonic() - started)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield times
    finally:
        ended.set()
        reader.join()


# Good files


def table(numbers):
    """CSV of the organisations with these numbers."""
    lines = "".join(f"import-{number},Imported {number},company\n" for number in numbers)
    return f"slug,name,kind\n{lines}"


def state():
    """What the imports of this part make, as the base has it."""
    return tuple(
        Organisation.objects.order_by("slug").values_list("slug", "name", "kind", "version")
    )


def afresh():
    Organisation.objects.filter(slug__startswith="import-").delete()


def ways():
    """Name -> the files, imported one after the other, of which each way must come to the same."""
    numbers = list(range(NAMES))
    shuffled = random.Random(1).sample(numbers, NAMES)
    return {
        "once": [table(numbers)],
        "twice": [table(numbers)] * 2,
        "ten times": [table(numbers)] * 10,
        "shuffled": [table(shuffled)],
        "in seven parts": [table(numbers[start::7]) for start in range(7)],
    }


def repeated(folder):
    found = {}
    for name, files in ways().items():
        afresh()
        for text in files:
            file = folder / "rows.csv"
            file.write_text(text)
            taken(file)
        found[name] = state()
    afresh()
    file.write_text(table(range(NAMES)))
    started = [importing(file) for _ in range(2)]
    ended = [each.wait() for each in started]
    found["by two at once"] = state()
    wrong = [name for name, each in found.items() if each != found["once"]]
    wrong += ["nobody of two"] * all(ended)
    yield Figure("ways to import one file / another base than by importing it once", len(found),
                 len(wrong), "6 / 0", least=6, note=", ".join(wrong))  # fmt: skip


def importing(file):
    """The command, in a process of its own."""
    words = [sys.executable, "-m", "django", "import_records", "organisation", str(file),
             "--user", "importer", "--apply"]  # fmt: skip
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "verify.settings"}
    return subprocess.Popen(
        words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def killed(folder, times):
    """Killed at any moment an import has done all or nothing; another makes it whole."""
    file, source = folder / "killed.csv", random.Random(2)
    file.write_text(table(range(NAMES)))
    afresh()
    started = time.monotonic()
    importing(file).wait()
    whole, seconds = state(), time.monotonic() - started
    wrong = done = 0
    for _kill in range(times):
        afresh()
        process = importing(file)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(source.uniform(0.2, 1) * seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = Organisation.objects.filter(slug__startswith="import-").count()
        done += found == NAMES
        wrong += found not in (0, NAMES)
        taken(file)
        wrong += state() != whole
    return Figure("imports killed with -9 / half done, or not the same when repeated", times, wrong,
                  "50 / 0", least=times, note=f"{done} were done")  # fmt: skip


def returned(folder):
    """Out, into a base without them, and out again: the same, and no cell that computes."""
    wrong, tried = [], 0
    for kind in ("csv", "xlsx", "json"):
        Organisation.objects.get_or_create(slug="import-formula", name=FORMULA)
        first, second = folder / f"first.{kind}", folder / f"second.{kind}"
        call_command("export_records", "organisation", format=kind, output=first)
        afresh()
        taken(first)
        call_command("export_records", "organisation", format=kind, output=second)
        tried += 1
        same = cells(first) == cells(second) if kind == "xlsx" else is_same(first, second)
        wrong += [kind] * (not same or has_formula(first))
    return Figure("files exported, imported and exported / others then, or a live formula", tried,
                  len(wrong), "3 / 0", least=3, note=", ".join(wrong))  # fmt: skip


def is_same(first, second):
    return first.read_bytes() == second.read_bytes()


def cells(path):
    """The rows of a workbook, (value, type): its file holds the time of writing as well."""
    rows = openpyxl.load_workbook(path).active
    return [[(cell.value, cell.data_type) for cell in row] for row in rows]


def has_formula(path):
    """Would a spreadsheet compute a cell of it?"""
    if path.suffix == ".xlsx":
        return any(kind == "f" for row in cells(path) for _value, kind in row)
    lines = csv.reader(path.read_text().splitlines()) if path.suffix == ".csv" else []
    return any(cell[:1] in ("=", "+", "-", "@", "\t") for line in lines for cell in line)

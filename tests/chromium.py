"""The Chromium of this machine: for the browser tests, benchmarks and pictures."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Chromium refuses its sandbox as root; the rest keeps it from calling its maker's hosts.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium():
    """The path of a Chromium: the one in CHROMIUM, else the first on PATH, else None."""
    candidates = (os.environ.get("CHROMIUM"), *NAMES)
    return next(filter(None, map(shutil.which, filter(None, candidates))), None)

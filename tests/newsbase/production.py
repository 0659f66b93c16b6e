"""newsbase as another process sees it, with an environment of its own: settings are read once."""

import json
import os
import subprocess
import sys

from django.conf import settings

SHOW = "import json, newsbase.settings as s; print(json.dumps(vars(s), default=str, skipkeys=True))"


def example():
    """The variables of .env.example with a secret key, as a production server gets them."""
    lines = (settings.BASE_DIR / ".env.example").read_text().splitlines()
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return dict(pairs) | {"SECRET_KEY": "a-key-nobody-would-guess-in-a-hundred-thousand-years"}


def run(*arguments, environment):
    """Runs Python with these variables and no others of ours; returns the finished process."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(  # noqa: S603
        [sys.executable, *arguments],
        env=kept | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )


def settings_with(**environment):
    """The settings, by name, that these variables lead to."""
    return json.loads(run("-c", SHOW, environment=environment).stdout)


def refusal_of(**environment):
    """What a server with these variables says when it refuses to start."""
    finished = run("-c", SHOW, environment=environment)
    assert finished.returncode, "it started"
    return finished.stderr.splitlines()[-1]

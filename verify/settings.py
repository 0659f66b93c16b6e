"""The project's settings as `make run` has them, on the base that DATABASE_URL names."""

import os

os.environ |= {"LOCAL": "1", "SECRET_KEY": "known-to-every-verification", "DEBUG": "0"}
os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost,testserver")

from newsbase.settings import *  # noqa: F403

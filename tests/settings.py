"""The project's settings as the tests want them, whatever the developer's environment says."""

import os
import tempfile
from pathlib import Path

for name in ("DEBUG", "ALLOWED_HOSTS", "SITE_URL", "SITE_NOTICE", "ALLOW_SELF_APPROVAL"):
    os.environ.pop(name, None)
os.environ |= {"SECURITY_CONTACT": "mailto:security@example.org"}
os.environ |= {"LOCAL": "1", "SECRET_KEY": "known-to-every-test", "RAISE_ON_LAZY_LOAD": "1"}

from newsbase.settings import *  # noqa: E402, F403
from newsbase.settings import DATABASES, STORAGES  # noqa: E402

# A file, as in production: a database in memory has neither WAL nor two connections.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    name = f"newsbase-test-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / name)}
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"

# Pages link to static files by their plain names: nothing needs collecting first.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# A live server's thread must not keep the test database open after its test.
DATABASES["default"]["CONN_MAX_AGE"] = 0

MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}

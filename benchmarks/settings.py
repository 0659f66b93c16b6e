"""The project's settings for measuring: as in production, but any statement may take its time.

Pages are made anew each time, unless KEPT_PAGES_BYTES says otherwise.
"""

import os

os.environ |= {"LOCAL": "1", "SECRET_KEY": "known-to-every-benchmark", "STATEMENT_SECONDS": "0"}
os.environ.setdefault("KEPT_PAGES_BYTES", "0")

from newsbase.settings import *  # noqa: F403

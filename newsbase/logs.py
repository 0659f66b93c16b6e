"""Logs as one JSON object a line, each with the number of the request that it tells of."""

import json
import logging
import re
import time
from contextvars import ContextVar
from datetime import UTC, datetime

from django.core.mail import send_mail

# The request that this thread answers; '' between requests.
request_id = ContextVar("request_id", default="")

MAIL_EVERY = 60  # seconds

# What stands in an address and must not stand in a log: the secret of a preview link.
SECRET_PATH = re.compile(r"(/preview/)[^/\s?#\"']+")


def without_secrets(text):
    return SECRET_PATH.sub(r"\1...", text)


class JSONFormatter(logging.Formatter):
    """A record as one line of JSON in ASCII: no control character of what it quotes survives.

    `fields`, given as extra={"fields": {...}}, stand beside time (UTC), level, logger and message.
    """

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
            "request": request_id.get(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line, default=str)


class PlainFormatter(logging.Formatter):
    """A record for somebody at a terminal."""

    def __init__(self):
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def format(self, record):
        return without_secrets(super().format(record))


class MailHandler(logging.Handler):
    """Mails faults to `address`, at most one a minute: the log has them all."""

    def __init__(self, address):
        super().__init__(logging.ERROR)
        self.address, self.mailed_at = address, -MAIL_EVERY

    def emit(self, record):
        now = time.monotonic()
        if now - self.mailed_at < MAIL_EVERY:
            return
        self.mailed_at = now
        try:
            subject = f"newsbase: fault in {record.name} {request_id.get()}".strip()
            send_mail(subject, self.format(record), None, [self.address])
        except Exception:
            self.handleError(record)


FORMATTERS = {"json": JSONFormatter, "plain": PlainFormatter}


def logging_config(form, *, with_access, mail_to=""):
    """LOGGING for Django: faults, and with `with_access` a line for each request, to stderr; with
    `mail_to` faults to that address, too.

    `form` is one of FORMATTERS.
    """
    handlers = {"stderr": {"class": "logging.StreamHandler", "formatter": "chosen"}}
    if mail_to:
        handlers["mail"] = {"()": MailHandler, "address": mail_to, "formatter": "chosen"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": {"()": FORMATTERS[form]}},
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            # Every 404 is a warning there.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "newsbase.access": {"level": "INFO" if with_access else "WARNING"},
        },
    }

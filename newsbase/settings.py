"""
Every setting of newsbase, read from the environment. docs/operations.md lists the variables.

Three profiles. Production is what you get by asking for nothing. LOCAL=1, which `make run` sets, is
production over plain HTTP on the loopback. DEBUG=1 adds Django's error pages and the runserver.
"""

import ipaddress
import re
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from newsbase.languages import languages_in
from newsbase.logs import FORMATTERS, logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
DEVELOPMENT_KEY = "development"

# With FileAwareEnv any variable may be given as NAME_FILE, the path of a file that holds its value.
env = environ.FileAwareEnv()


def secret(name):
    """The text of a variable, '' if unset; unlike env(), a leading '$' means nothing special."""
    return env.ENVIRON.get(name, "").strip()


# Profile

DEBUG = env.bool("DEBUG", default=False)
LOCAL = env.bool("LOCAL", default=False)
IS_PRODUCTION = not (DEBUG or LOCAL)

SECRET_KEY = secret("SECRET_KEY") or (DEVELOPMENT_KEY if DEBUG else "")
# Former keys: what they signed or sealed is still read, and nothing new is signed with them.
SECRET_KEY_FALLBACKS = secret("SECRET_KEY_FALLBACKS").split()
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if IS_PRODUCTION else ["127.0.0.1", "localhost", "[::1]"]
)


def refuse_unsafe_settings():
    """Stop a server that would run on a guessable key or answer to any host name."""
    if not SECRET_KEY:
        raise ImproperlyConfigured("Set SECRET_KEY, or SECRET_KEY_FILE, to 50 random letters.")
    if IS_PRODUCTION and SECRET_KEY.startswith(DEVELOPMENT_KEY):
        raise ImproperlyConfigured("SECRET_KEY is the development key: set one of your own.")
    if IS_PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
        raise ImproperlyConfigured("Set ALLOWED_HOSTS to the names of your site, never to '*'.")


refuse_unsafe_settings()

# Addresses never come from the request's Host header but from here.
SITE_URL = env(
    "SITE_URL",
    default=f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if IS_PRODUCTION else "http://127.0.0.1:8000",
).rstrip("/")

# The newsroom's own choices

SITE_NOTICE = env("SITE_NOTICE", default="")
# Whom /.well-known/security.txt names, as mailto:... or https://...
SECURITY_CONTACT = env("SECURITY_CONTACT", default="")
if SECURITY_CONTACT and not re.fullmatch(r"(mailto:|https://)\S+", SECURITY_CONTACT):
    raise ImproperlyConfigured("Write SECURITY_CONTACT as mailto:... or https://...")
ALLOW_SELF_APPROVAL = env.bool("ALLOW_SELF_APPROVAL", default=False)


def sources_required(text):
    """'1bn:2,10bn:3' as whole pounds -> how many sources must report a deal of so many."""
    units = {"m": 10**6, "bn": 10**9, "tn": 10**12}
    found = [re.fullmatch(r"(\d+)(m|bn|tn):([1-9]\d*)", item) for item in text.split(",") if text]
    if None in found:
        raise ImproperlyConfigured("Write SOURCES_REQUIRED as amounts in pounds: 1bn:2,10bn:3.")
    return {int(each[1]) * units[each[2]]: int(each[3]) for each in found}


SOURCES_REQUIRED = sources_required(env("SOURCES_REQUIRED", default="").replace(" ", ""))
RAISE_ON_LAZY_LOAD = env.bool("RAISE_ON_LAZY_LOAD", default=False)

# Application

ROOT_URLCONF = "newsbase.urls"
WSGI_APPLICATION = "newsbase.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "entities.apps.EntitiesConfig",
    "accounts.apps.AccountsConfig",
    "articles.apps.ArticlesConfig",
    "articles.apps.DeskConfig",
    "newsbase",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django_filters",
    "reversion",
]

# The first five stand above WhiteNoise: static files carry the same headers as pages, and are sent
# under the site's own name alone.
MIDDLEWARE = [
    "newsbase.observing.ObservingMiddleware",
    "newsbase.middleware.HeadersMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "newsbase.middleware.HostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "newsbase.middleware.MaintenanceMiddleware",
    "newsbase.outages.SecondTryMiddleware",
    "newsbase.kept_pages.KeptPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsbase.middleware.LocaleMiddleware",
    "newsbase.limits.RateLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.AccountsMiddleware",
    "articles.desk.middleware.TimeZoneMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsbase.middleware.BusyMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsbase.context.site",
            ],
        },
    },
]

# Languages and time

LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGES = languages_in(LOCALE_PATHS[0])
FORMAT_MODULE_PATH = ["newsbase.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Database

# A reader's question that takes longer is stopped: BusyMiddleware does so on SQLite. 0 is no limit,
# as manage.py asks for its commands.
# What readers and editors are told while the site is worked on; '' while it is not.
MAINTENANCE = env("MAINTENANCE", default="")
STATEMENT_SECONDS = env.int("STATEMENT_SECONDS", default=5)
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA trusted_schema=OFF; PRAGMA journal_size_limit=67108864"
    ),
}
POSTGRES_OPTIONS = {
    "connect_timeout": 3,
    "application_name": "newsbase",
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "options": (
        f"-c statement_timeout={STATEMENT_SECONDS * 1000} -c lock_timeout=2000 "
        "-c idle_in_transaction_session_timeout=15000"
    ),
}


def database(url, password):
    """The DATABASES entry of a URL; what the URL's query string says wins over our options."""
    config = env.db_url_config(url)
    ours = SQLITE_OPTIONS if config["ENGINE"].endswith("sqlite3") else POSTGRES_OPTIONS
    config["OPTIONS"] = ours | config.get("OPTIONS", {})
    # Of several servers the one that takes saves; readers read on where a single one takes none.
    if "," in config.get("HOST", ""):
        config["OPTIONS"].setdefault("target_session_attrs", "read-write")
    config.update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    if password:
        config["PASSWORD"] = password
    return config


DATABASES = {
    "default": database(
        secret("DATABASE_URL") or f"sqlite:///{BASE_DIR / 'var' / 'newsbase.sqlite3'}",
        password=secret("DATABASE_PASSWORD"),
    )
}

# Pages that were asked for are kept by each process up to so many bytes, until the base changes.
KEPT_PAGES_BYTES = env.int("KEPT_PAGES_BYTES", default=32_000_000)

# Mail to colleagues: none without EMAIL_URL, e.g. smtp+tls://user:password@host:587.


def mailer(url):
    """The MAILERS entry of a URL."""
    config = env.email_url_config(url)
    if not config["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
        return {"BACKEND": config["EMAIL_BACKEND"]}
    options = {
        "host": config["EMAIL_HOST"],
        "port": config["EMAIL_PORT"] or 25,
        "username": config["EMAIL_HOST_USER"] or "",
        "password": secret("EMAIL_PASSWORD") or config["EMAIL_HOST_PASSWORD"] or "",
        "use_tls": config.get("EMAIL_USE_TLS", False),
        "use_ssl": config.get("EMAIL_USE_SSL", False),
        "timeout": 10,
    }
    return {"BACKEND": config["EMAIL_BACKEND"], "OPTIONS": options}


MAILERS = {"default": mailer(secret("EMAIL_URL") or "dummymail://")}
# A newsroom may choose to send no mail.
SILENCED_SYSTEM_CHECKS = [] if secret("EMAIL_URL") else ["mail.E001"]
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", default=f"newsbase@{ALLOWED_HOSTS[0].lstrip('.*')}")

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_BACKEND = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATIC_BACKEND, "OPTIONS": {"file_permissions_mode": 0o644}},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Limits of what a request may bring

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_PERMISSIONS = 0o600

# How often one address may ask each worker, a minute; 0 is no limit.
REQUESTS_PER_MINUTE = env.int("REQUESTS_PER_MINUTE", default=600 if IS_PRODUCTION else 0)
EXPORTS_PER_MINUTE = env.int("EXPORTS_PER_MINUTE", default=20 if IS_PRODUCTION else 0)


def networks(names):
    """The networks that addresses and networks in CIDR notation name."""
    try:
        return [ipaddress.ip_network(name, strict=False) for name in names]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"Write FORWARDED_ALLOW_IPS as addresses or networks, such as 10.0.0.0/8: {error}."
        ) from error


# Proxies of ours, whose X-Forwarded-For is believed: the same that gunicorn believes.
TRUSTED_PROXIES = networks(env.list("FORWARDED_ALLOW_IPS", default=["127.0.0.1", "::1"]))

# Accounts and sessions

LOGIN_URL = "admin:login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# How long forget_old leaves the record of security events.
SECURITY_EVENTS_DAYS = env.int("SECURITY_EVENTS_DAYS", default=400)
# Publishers and administrators sign in with a second factor.
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=IS_PRODUCTION)

# Whether editors may have pages of the web fetched; they can always paste them.
FETCH_PAGES = env.bool("FETCH_PAGES", default=False)

# A __Host- cookie must be Secure, and a browser keeps no Secure cookie from plain HTTP.
SESSION_COOKIE_NAME = "__Host-session" if IS_PRODUCTION else "session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_SAMESITE = "Lax"
DEVICE_COOKIE_NAME = "__Host-device" if IS_PRODUCTION else "device"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_PRODUCTION else "csrf"
CSRF_COOKIE_SECURE = IS_PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"

# Response headers (newsbase.middleware adds the rest)

SECURE_CSP = {
    "default-src": CSP.NONE,
    "script-src": CSP.SELF,
    "style-src": CSP.SELF,
    "img-src": CSP.SELF,
    "font-src": CSP.SELF,
    "connect-src": CSP.SELF,
    "manifest-src": CSP.SELF,
    "form-action": CSP.SELF,
    "frame-ancestors": CSP.NONE,
    "base-uri": CSP.NONE,
    "object-src": CSP.NONE,
    "upgrade-insecure-requests": IS_PRODUCTION,
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_PRODUCTION
SECURE_HSTS_PRELOAD = IS_PRODUCTION

# Logs: faults, and with ACCESS_LOG each request, to stderr; a terminal gets plain lines.

LOG_FORMAT = env("LOG_FORMAT", default="json" if IS_PRODUCTION else "plain")
if LOG_FORMAT not in FORMATTERS:
    raise ImproperlyConfigured("LOG_FORMAT is json or plain.")
LOGGING = logging_config(
    LOG_FORMAT,
    with_access=env.bool("ACCESS_LOG", default=False),
    mail_to=env("ERROR_MAIL", default=""),
)

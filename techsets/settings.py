"""Settings, from the environment; see the table in docs/running.md."""

from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from techsets.config import database, env, hosts, misspelled_names, storage
from techsets.config.release import release
from techsets.monitoring import logs
from techsets.server import sqlite_file
from techsets.web import headers

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.flag("TECHSETS_DEBUG")
RELEASE = release(BASE_DIR)
DATA_DIR = env.folder("TECHSETS_DATA", BASE_DIR / "var")
SECRET_KEY = env.secret_key(DATA_DIR)

#: The name under which the public reaches the site, for canonical links and the sitemap, without a slash at the end.
#: Empty: the name in the request is used.
SITE_URL = hosts.site_url("TECHSETS_URL")
if DEBUG and SITE_URL.startswith("https://"):
    raise ImproperlyConfigured(
        "TECHSETS_DEBUG is on, and TECHSETS_URL is a public https address. Debug pages show settings and data to "
        "everybody: leave one of the two out."
    )
#: Who publishes the site, and whom the public may write or call: in the footer of each page and of Word files.
PUBLISHER = env.text("TECHSETS_PUBLISHER")
CONTACT = env.text("TECHSETS_CONTACT")
ALLOWED_HOSTS = hosts.allowed_hosts(SITE_URL)
#: Where ``manage.py serve`` listens, and with how many processes.
HOST = hosts.listening_host("HOST", "127.0.0.1")
PORT = env.port("PORT", 8000)
WORKERS = env.whole_number("WEB_CONCURRENCY", default=2, least=1, most=64)
CSRF_FAILURE_VIEW = "techsets.web.pages.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []

INSTALLED_APPS = [
    "orgcharts",
    "jobdescriptions",
    "techsets.reference",
    "techsets.search",
    "techsets.history",
    "techsets.cache",
    "techsets.links",
    "techsets",
    "techsets.accounts",
    "treebeard",
    "django_prose_editor",
    "techsets.adminsite.apps.AdminSiteConfig",
    "techsets.adminsite.apps.AccountsConfig",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "techsets.adminsite.apps.SignInsConfig",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # The first one, so that what the others answer themselves carries the headers, too.
    "techsets.web.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "techsets.web.middleware.CompressPagesMiddleware",
    "techsets.monitoring.middleware.MachinesMiddleware",
    "techsets.monitoring.middleware.RouteMiddleware",
    "techsets.accounts.sessions.LenientSessionMiddleware",
    "techsets.web.request_limits.RequestLimitsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Both only wrap request.user: a public page, which does not ask for it, costs nothing more.
    "techsets.accounts.sessions.SessionLimitsMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "techsets.history.actor.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # The last one, so that it sees what views raise first.
    "techsets.web.middleware.UnavailableMiddleware",
    # Before that one hears of it: what the database broke off is tried again.
    "techsets.web.middleware.RetryMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "techsets.urls"
WSGI_APPLICATION = "techsets.wsgi.application"

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
                "techsets.web.context.site",
            ],
        },
    },
]

DATABASES = {"default": database.database(DATA_DIR)}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a transaction that will write takes the write lock at once, so that it waits its turn (up to the
    # time-out in seconds; techsets/server/timeouts.py has that of a server of pages) instead of failing half-way. WAL:
    # readers never wait for a writer. FULL: what has been acknowledged survives a power cut, too; it costs each commit
    # a write to the disk, a millisecond or a few.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    } | sqlite_file.options(DATABASES["default"]["NAME"])
else:
    # How long a new connection may take, in seconds, and how the operating system finds out that the other end is gone
    # without a word (libpq, 34.1.2). What DATABASE_URL says of it counts for more.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 2,
        "keepalives": 1,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,  # Milliseconds.
    } | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Whether the admin asks every member of staff for a second factor. Where it is optional, it asks whoever has set
# one up.
SECOND_FACTOR = env.choice(
    "TECHSETS_SECOND_FACTOR", ("required", "optional"), "required" if SITE_URL.startswith("https://") else "optional"
)
# How many proxies in front of the site add to X-Forwarded-For. Where the public address is https, one of them ends TLS.
PROXIES = env.whole_number("TECHSETS_PROXIES", 1 if SITE_URL.startswith("https://") else 0, 0, 9)
SESSION_IDLE_MINUTES = env.whole_number("TECHSETS_SESSION_MINUTES", 60, 5, 720)
SESSION_HOURS = env.whole_number("TECHSETS_SESSION_HOURS", 12, 1, 24)

LOGIN_URL = "admin:login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# scrypt with N=2^14, r=8, p=5: a parameter set of OWASP's Password Storage Cheat Sheet. The others read what was stored
# before; such a password is stored anew, with scrypt, when its owner next signs in.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
]
# OWASP ASVS 5.0 V6.2: at least 15 characters is what it strongly recommends (6.2.1), and NIST SP 800-63B-4 demands
# it where the password may be the only factor. No rules of composition (6.2.5), no forced change (6.2.10), no upper
# limit (6.2.9).
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "techsets.accounts.passwords.GuessablePasswordValidator"},
]

# The session ends with the browser, and on the server after the limits above (techsets/accounts/sessions.py). The row
# is kept for a day longer, so that what somebody typed into a form while their session ended is not lost.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = SESSION_HOURS * 3600 + 24 * 3600

OTP_TOTP_ISSUER = "TechSETS"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

# Throttling of sign-ins; the limits and their reasons are in techsets/accounts/throttling.py.
AXES_HANDLER = "techsets.accounts.throttling.Handler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username", "ip_address"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "techsets.accounts.throttling.throttled_address"
AXES_CLIENT_STR_CALLABLE = "techsets.accounts.throttling.describe_client"
AXES_LOCKOUT_CALLABLE = "techsets.accounts.throttling.lockout_response"
AXES_ENABLE_ADMIN = False  # Ours is read-only: techsets/accounts/sign_in_admin.py.
AXES_VERBOSE = False

LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/Los_Angeles"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": storage.storage() or {"BACKEND": "techsets.common.storage.files.AtomicFileSystemStorage"},
    # Uploads as they came are private: nothing serves this folder.
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "techsets.server.static_files.ModuleStaticFilesStorage"
    },
}
#: Memory for pages that are kept (see ``techsets.cache``), in each worker process. 0: none is kept.
PAGE_CACHE_MEGABYTES = env.whole_number("TECHSETS_PAGE_CACHE", default=64, least=0, most=4096)
# How often one address may ask for what Django has to make anew, in each worker; 0 is no limit
# (``techsets.web.request_limits``).
SEARCH_LIMIT = env.whole_number("TECHSETS_SEARCH_LIMIT", default=120, least=0, most=1_000_000)
PAGE_LIMIT = env.whole_number("TECHSETS_PAGE_LIMIT", default=600, least=0, most=1_000_000)
SIGN_IN_LIMIT = env.whole_number("TECHSETS_SIGN_IN_LIMIT", default=30, least=0, most=1_000_000)
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
# WhiteNoise's own list, and the maps of libraries' scripts: only a browser's developer tools ask for them, and
# compressing them took as long as all the rest.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", *Compressor.SKIP_COMPRESS_EXTENSIONS)

# The form of a job description with 300 sections and 300 salary ranges fits.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

#: What browsers are told to use https alone for (RFC 6797): this host, or also all hosts below it, or that, and that it
#: may be put on browsers' own list.
HSTS = env.choice("TECHSETS_HSTS", ("host", "subdomains", "preload"), "host")
# Behind a proxy that ends TLS, told by the address of the site.
if SITE_URL.startswith("https://"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    # A load balancer and a scraper may ask the server itself, past the proxy that ends TLS.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 31_536_000
    # What reaches beyond this one host can cut off every other host of a district's domain that speaks only http, for
    # as long as browsers remember it. So it has to be asked for.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS in {"subdomains", "preload"}
    SECURE_HSTS_PRELOAD = HSTS == "preload"
    # Django's warnings that one or the other is missing.
    SILENCED_SYSTEM_CHECKS = [] if HSTS == "preload" else ["security.W021"]
    if HSTS == "host":
        SILENCED_SYSTEM_CHECKS.append("security.W005")
    SESSION_COOKIE_SECURE = True
    # Browsers take a cookie of this name only from this very host, over https (RFC 6265bis, 4.1.3.2).
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
# Kept with the session: the cookie that Django would use for short ones has no "__Host-" before its name.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_REFERRER_POLICY = headers.REFERRER_POLICY
SECURE_CROSS_ORIGIN_OPENER_POLICY = headers.OPENER_POLICY
X_FRAME_OPTIONS = headers.FRAME_OPTIONS

#: The bearer token that /metrics asks for; empty: there are no metrics.
METRICS_TOKEN = env.token("TECHSETS_METRICS", 20)
#: Where errors are reported (see ``techsets.monitoring.error_reports``); empty: nowhere but in the log.
SENTRY_DSN = hosts.sentry_dsn("SENTRY_DSN")
SENTRY_ENVIRONMENT = env.text("SENTRY_ENVIRONMENT") or "production"
SENTRY_TRACES = env.fraction("SENTRY_TRACES_SAMPLE_RATE")

#: What must not stand in a log or an error report.
SECRETS = logs.redacted_forms(
    SECRET_KEY, DATABASES["default"].get("PASSWORD"), METRICS_TOKEN, SENTRY_DSN, *storage.secrets()
)
LOG_FORM = env.choice("TECHSETS_LOG", ("text", "json"), "text")
#: Which requests have a line in the log: none, failed ones, those that Django answers, or also those from memory.
ACCESS_LOG = env.choice("TECHSETS_ACCESS_LOG", ("off", "errors", "made", "all"), "made")
LOGGING = logs.configuration(LOG_FORM, SECRETS)

#: Variables with our prefix that nothing reads; ``manage.py serve`` warns of them.
UNKNOWN_VARIABLES = misspelled_names.refuse(env.KNOWN)

"""Settings, from the environment; see the table in docs/running.md."""

from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from techsets import environment

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = environment.flag("TECHSETS_DEBUG")
DATA_DIR = environment.folder("TECHSETS_DATA", BASE_DIR / "var")
SECRET_KEY = environment.secret_key(DATA_DIR)

#: The name under which the public reaches the site, for canonical links and the sitemap, without a slash at the end.
#: Empty: the name in the request is used.
SITE_URL = environment.site_url("TECHSETS_URL")
#: Whom the public may write or call: shown in the accessibility statement, on the error page and in the footer.
CONTACT = environment.text("TECHSETS_CONTACT")
ALLOWED_HOSTS = environment.allowed_hosts(SITE_URL)
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []

INSTALLED_APPS = [
    "orgcharts",
    "jobdescriptions",
    "techsets.reference",
    "techsets.search",
    "techsets.history",
    "techsets",
    "treebeard",
    "django_prose_editor",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "techsets.middleware.CompressPagesMiddleware",
    "techsets.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "techsets.history.acting.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
                "techsets.context.site",
            ],
        },
    },
]

try:
    DATABASES = {
        "default": dj_database_url.config(
            "DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'techsets.sqlite3'}", conn_max_age=None
        )
    }
except (ValueError, KeyError) as error:
    raise ImproperlyConfigured(
        "DATABASE_URL cannot be understood. Write it like postgres://user:password@host:5432/name, "
        "or leave it out to use SQLite."
    ) from error

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a transaction that will write takes the write lock at once, so that it waits its turn (up to the
    # time-out) instead of failing half-way. WAL: readers never wait for a writer.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/Los_Angeles"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "jobdescriptions.storage.AtomicFileSystemStorage"},
    # Uploads as they came are private: nothing serves this folder.
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "techsets.staticfiles.ModuleStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# Behind a proxy that ends TLS, told by the address of the site.
if SITE_URL.startswith("https://"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Bad addresses are the visitor's affair, not ours.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security.DisallowedHost": {"level": "CRITICAL"}},
}

"""The site's settings as the tests need them: data in a folder that is thrown away, and plain static files."""

import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="techsets-tests-")
os.environ["TECHSETS_DATA"] = _folder.name
for _name in [name for name in os.environ if name.startswith("TECHSETS_") and name != "TECHSETS_DATA"]:
    del os.environ[_name]
for _name in ("HOST", "PORT", "SECRET_KEY", "SENTRY_DSN", "WEB_CONCURRENCY"):
    os.environ.pop(_name, None)

from techsets.settings import *  # noqa: E402, F403
from techsets.settings import STORAGES  # noqa: E402

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
# Sign-ins of the test client come without a request, which throttling needs; tests of accounts switch it on.
AXES_ENABLED = False

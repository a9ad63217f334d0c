"""The site's settings for processes of these tests: as they are, but for static files, which need not be collected."""

from techsets.settings import *  # noqa: F403
from techsets.settings import STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

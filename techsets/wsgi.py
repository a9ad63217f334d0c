"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techsets.settings")

_django = get_wsgi_application()

from techsets import patience  # noqa: E402
from techsets.pagecache.front import PageCache  # noqa: E402  It needs the apps to be ready.

patience.serve_people()

application = PageCache(_django)

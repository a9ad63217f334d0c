"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techsets.settings")

_django = get_wsgi_application()

from techsets.gate.gate import Gate  # noqa: E402  They need the apps to be ready.
from techsets.pagecache.front import PageCache  # noqa: E402

application = PageCache(Gate(_django, watch=True))

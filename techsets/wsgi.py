"""The WSGI application that granian serves."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techsets.settings")

try:
    _django = get_wsgi_application()
except ImproperlyConfigured as error:
    sys.exit(f"The site cannot start. {error}")

from django.conf import settings

from techsets import patience
from techsets.pagecache.front import PageCache

patience.serve_people()

application = PageCache(_django)

if settings.METRICS_TOKEN:
    from techsets.observability import metrics

    metrics.serve(application)

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

from techsets.cache.page_cache import PageCache
from techsets.server import timeouts

timeouts.use_web_timeouts()

application = PageCache(_django)

if settings.METRICS_TOKEN:
    # Not before: manage.py serve, from which the workers are forked, first says where they put their counts.
    from techsets.monitoring import counters, metrics

    counters.listener = metrics
    metrics.connect_signals()
    metrics.serve(application)

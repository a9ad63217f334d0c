"""What the rest of the site may want to know about charts, sent inside the transaction that did it."""

from django.dispatch import Signal

#: Sent with ``chart=`` (an OrgChart) after anything in the chart or its support model has changed.
chart_changed = Signal()

#: Sent with ``site_text=`` (a SiteText) after staff have changed a text of the site itself.
site_text_changed = Signal()

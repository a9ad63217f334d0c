"""Link object pages of the admin to the site's history instead of Django's log."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse


class HistoryLinkMixin:
    """Redirects Django's history URL of an object to the site's history.

    ``history_kind`` is the kind of object in that URL. The redirect uses the URL name only, not the history app.
    """

    history_kind: str

    def history_of(self, obj) -> tuple[str, int]:
        """Return the kind and the key of ``obj`` in the history."""
        return self.history_kind, obj.pk

    def history_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404("It has been deleted.")
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:history_of", args=self.history_of(obj)))

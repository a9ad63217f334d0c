"""The way from a thing's page in the admin to its history, which tells more than Django's own log of forms."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse


class HistoryLinkMixin:
    """Leads Django's address for the history of an object to the one history of the site.

    ``history_kind`` is the name of the kind of thing there; it is reached by the name of its address alone.
    """

    history_kind: str

    def history_of(self, obj) -> tuple[str, int]:
        """Return the kind and the key under which the history keeps ``obj``."""
        return self.history_kind, obj.pk

    def history_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404("It has been deleted.")
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:history_of", args=self.history_of(obj)))

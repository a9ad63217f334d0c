"""The list of links to other sites in the admin."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse

from techsets.common.history_link import HistoryLinkMixin
from techsets.common.read_only_admin import ReadOnlyAdmin
from techsets.links.confirming import confirm
from techsets.links.models import LinkCheck
from techsets.links.status import list_links

#: Links on a page.
PAGE_SIZE = 50


@admin.register(LinkCheck)
class LinkCheckAdmin(HistoryLinkMixin, ReadOnlyAdmin):
    """Lists what the site links to, not only what was confirmed; confirmations are made in the list."""

    history_kind = "link"
    fields = ["url", "confirmed_on", "who"]

    def has_confirm_permission(self, request) -> bool:
        """Return whether the user may confirm links."""
        return request.user.has_perm("links.change_linkcheck")

    def changelist_view(self, request, extra_context=None):
        """List the links, those first that nobody has looked at for long; on POST confirm those that are ticked."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        links = list_links()
        if request.method == "POST":
            if not self.has_confirm_permission(request):
                raise PermissionDenied
            return self._confirm(request, links)
        due = [link for link in links if link.is_due]
        only_due = request.GET.get("show") == "due"
        context = {
            **self.admin_site.each_context(request),
            "title": "Links to other sites",
            "opts": self.opts,
            "page": Paginator(due if only_due else links, PAGE_SIZE).get_page(request.GET.get("p")),
            "total": len(links),
            "due_count": len(due),
            "only_due": only_due,
            "may_confirm": self.has_confirm_permission(request),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/links/list.html", context)

    def _confirm(self, request, links) -> HttpResponseRedirect:
        ticked = set(request.POST.getlist("link"))
        count = confirm((link.url for link in links if link.digest in ticked), request.user)
        if count:
            message = "One link is confirmed." if count == 1 else f"{count} links are confirmed."
            self.message_user(request, message)
        else:
            message = "Nothing is confirmed: tick the links that you have looked at first."
            self.message_user(request, message, messages.WARNING)
        return HttpResponseRedirect(request.get_full_path())

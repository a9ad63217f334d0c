"""The admin's site: its name, who may enter it, and the pages with which one signs in and looks after one's account."""

from django.contrib import admin


class TechsetsAdminSite(admin.AdminSite):
    """Django's admin site, entered only by staff who have given their second factor where one is asked of them."""

    site_header = site_title = "TechSETS administration"
    index_title = "What would you like to change?"

    def has_permission(self, request) -> bool:
        """Return whether this request may see the admin: active, staff, and past the second factor where it is due.

        Every route of the admin goes through here (``admin_view``), so nothing else has to ask.
        """
        from techsets.staff import secondfactor

        return super().has_permission(request) and not secondfactor.is_due(request.user)

    def get_urls(self):
        from techsets.staff.urls import account_urls

        # Before Django's own: ours answer for signing in, signing out and changing the password.
        return [*account_urls(self), *super().get_urls()]

    def index(self, request, extra_context=None):
        from techsets import dashboard

        shown = {"dashboard": dashboard.parts(request, self), "latest_changes": dashboard.latest(request, self)}
        return super().index(request, shown | (extra_context or {}))

    def login(self, request, extra_context=None):
        from techsets.staff.signin import SignInView

        return SignInView.as_view(admin_site=self)(request)

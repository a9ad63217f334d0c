"""The admin site: its name, who may enter it, and its pages for signing in and for one's own account."""

from django.contrib import admin
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from techsets.adminsite import labels as admin_labels


class TechsetsAdminSite(admin.AdminSite):
    """Django's admin site, for staff who have given their second factor where one is due."""

    site_header = site_title = "TechSETS administration"
    index_title = "What would you like to do?"
    #: The four groups are in the header instead, since tables need the width.
    enable_nav_sidebar = False

    def has_permission(self, request) -> bool:
        """Return whether the user is active staff, with their second factor given where it is due.

        ``admin_view`` calls it for every route of the admin.
        """
        from techsets.accounts import second_factor

        return super().has_permission(request) and not second_factor.is_due(request.user)

    def get_urls(self):
        from techsets.accounts.urls import account_urls

        # First, to replace Django's pages for signing in, signing out and changing the password.
        return [*account_urls(self), *super().get_urls()]

    def each_context(self, request):
        from techsets.accounts import sessions

        seconds, can_be_extended = sessions.seconds_left(request.session) if hasattr(request, "session") else (0, False)
        return super().each_context(request) | {"session_seconds": seconds, "session_is_extendable": can_be_extended}

    def get_app_list(self, request, app_label=None):
        """Return the lists that this person may open, grouped as in ``labels.GROUPS``.

        The shape is Django's; each group also has ``key`` and ``here``, each list ``label`` and ``here``. Models
        without labels are in the group "More".
        """
        found = {}
        for app in self._build_app_dict(request, app_label).values():
            for one in app["models"]:
                options = one["model"]._meta
                here = bool(one["admin_url"]) and request.path.startswith(one["admin_url"])
                name = admin_labels.labels_for(options).title
                found[options.label_lower] = one | {"name": name, "label": options.label_lower, "here": here}
        known = {label for _, _, labels in admin_labels.GROUPS for label in labels}
        more = ("more", "More", tuple(sorted(set(found) - known)))
        groups = []
        for key, name, labels in (*admin_labels.GROUPS, more):
            if models := [found[label] for label in labels if label in found and found[label]["admin_url"]]:
                groups.append(
                    {
                        "key": key,
                        "name": name,
                        "app_label": key,
                        "app_url": f"{reverse('admin:index', current_app=self.name)}#lists-{key}",
                        "has_module_perms": True,
                        "models": models,
                        "here": any(one["here"] for one in models),
                    }
                )
        return groups

    def app_index(self, request, app_label, extra_context=None):
        """Redirect to the app's lists on the dashboard."""
        groups = self.get_app_list(request, app_label)
        if not groups:
            raise Http404("There is no such page.")
        return HttpResponseRedirect(groups[0]["app_url"])

    def index(self, request, extra_context=None):
        from techsets.adminsite import dashboard

        return super().index(request, dashboard.context(request, self) | (extra_context or {}))

    def login(self, request, extra_context=None):
        from techsets.accounts.sign_in import SignInView

        return SignInView.as_view(admin_site=self)(request)

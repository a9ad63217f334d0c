"""Base classes of the pages for signing in and for one's own account."""

from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from techsets.accounts import saved_forms


class AdminPageMixin:
    """Mixin of pages inside the admin: the context of its templates, and a title."""

    admin_site = None
    title = ""

    def get_context_data(self, **kwargs):
        self.request.current_app = self.admin_site.name
        return super().get_context_data(**{**self.admin_site.each_context(self.request), "title": self.title, **kwargs})


def log_own_change(request, message: str) -> None:
    """Log a change of one's own account, which also writes it into the history."""
    admin.site.get_model_admin(get_user_model()).log_change(request, request.user, message)


class SignInStepMixin(RedirectURLMixin):
    """Mixin of the steps of signing in, which pass on where the person wanted to go (``next``)."""

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index")

    def redirect_to_step(self, name: str) -> HttpResponseRedirect:
        """Redirect to another step, with ``next``."""
        address = self.get_redirect_url()  # Empty for an address on another site (ASVS 5.0 V3.7.2).
        query = "?" + urlencode({self.redirect_field_name: address}) if address else ""
        return HttpResponseRedirect(reverse(f"admin:{name}") + query)

    def get_destination(self) -> str:
        """Return where to go after the sign-in: first to a form that was saved when the session ended."""
        saved = saved_forms.saved_form(self.request.session, self.request.user)
        return reverse("admin:kept_form") if saved and not saved.get("shown") else self.get_success_url()


@method_decorator([sensitive_post_parameters(), csrf_protect, never_cache], name="dispatch")
class AccountFormView(AdminPageMixin, SignInStepMixin, FormView):
    """A form with a password or a code: never cached, with CSRF protection, left out of error reports."""

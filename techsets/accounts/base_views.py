"""What the pages for signing in and for one's own account have in common."""

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
    """A page inside the admin: the values that its templates need, and its title."""

    admin_site = None
    title = ""

    def get_context_data(self, **kwargs):
        self.request.current_app = self.admin_site.name
        return super().get_context_data(**{**self.admin_site.each_context(self.request), "title": self.title, **kwargs})


def note(request, said: str) -> None:
    """Write into the admin's log, and so into the history, what somebody changed of their own account."""
    admin.site.get_model_admin(get_user_model()).log_change(request, request.user, said)


class SignInStepMixin(RedirectURLMixin):
    """A page on the way into the admin, which knows where the person wanted to go (``next``)."""

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index")

    def to(self, name: str) -> HttpResponseRedirect:
        """Lead on to another page on the way, and let it know where to go at the end."""
        address = self.get_redirect_url()  # Empty where it leads to another site (V3.7.2).
        query = "?" + urlencode({self.redirect_field_name: address}) if address else ""
        return HttpResponseRedirect(reverse(f"admin:{name}") + query)

    def get_destination(self) -> str:
        """Return where to go after the sign-in: first to what was typed while the session ended."""
        kept = saved_forms.waiting(self.request.session, self.request.user)
        return reverse("admin:kept_form") if kept and not kept.get("shown") else self.get_success_url()


@method_decorator([sensitive_post_parameters(), csrf_protect, never_cache], name="dispatch")
class AccountFormView(AdminPageMixin, SignInStepMixin, FormView):
    """A form with a password or a code in it: never cached, protected against forgery, left out of error reports."""

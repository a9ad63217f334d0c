"""Signing in: the password on one page, then the code on the next."""

from __future__ import annotations

from django.contrib.auth.views import LoginView
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.timesince import timeuntil

from techsets.accounts import pending, second_factor, sessions, throttling
from techsets.accounts.base_views import AccountFormView, AdminPageMixin, SignInStepMixin
from techsets.accounts.forms import CodeForm, RecoveryCodeForm, SignInForm
from techsets.common.identity import SITE_NAME


class SignInView(AdminPageMixin, SignInStepMixin, LoginView):
    """User name and password. Only the right ones reveal whether there is a second factor."""

    title = "Sign in"
    authentication_form = SignInForm
    template_name = "admin/login.html"

    def get(self, request, *args, **kwargs):
        if self.admin_site.has_permission(request):
            return HttpResponseRedirect(self.get_success_url())
        user = pending.person(request)
        if user is not None:
            return self.redirect_to_step("sign_in_code" if second_factor.is_on(user) else "second_factor_set_up")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form):
        user = form.get_user()
        if not second_factor.is_due(user):
            pending.begin(self.request, user)
            pending.finish(self.request, user)
            return HttpResponseRedirect(self.get_destination())
        pending.begin(self.request, user)
        return self.redirect_to_step("sign_in_code" if second_factor.is_on(user) else "second_factor_set_up")

    def get_context_data(self, **kwargs):
        ended = self.request.session.get(sessions.ENDED)
        context = super().get_context_data(**kwargs, ended=ended, limits=sessions.limits())
        return context | {"site_name": SITE_NAME}  # Django's view sets it to the host name.


class CodeFormMixin:
    """Asks for a code of the authenticator app or, with ``?with=recovery``, for a recovery code."""

    @property
    def with_recovery_code(self) -> bool:
        return self.request.GET.get("with") == "recovery"

    def get_form_class(self):
        return RecoveryCodeForm if self.with_recovery_code else CodeForm


class CodeView(CodeFormMixin, AccountFormView):
    """The second step of signing in: a code of the app, or a recovery code."""

    title = "Enter your code"
    template_name = "staff/code.html"

    def dispatch(self, request, *args, **kwargs):
        self.person = pending.person(request)
        if self.person is None or self.admin_site.has_permission(request):
            return self.redirect_to_step("login")
        if not second_factor.is_on(self.person):
            return self.redirect_to_step("second_factor_set_up")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        device = verify_code(self.request, self.person, form, with_recovery_code=self.with_recovery_code)
        if device is None:
            return self.form_invalid(form)
        pending.finish(self.request, self.person, device)
        return HttpResponseRedirect(self.get_destination())

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            person=self.person,
            with_recovery_code=self.with_recovery_code,
            next=self.get_redirect_url(),
        )


def verify_code(request, user, form, *, with_recovery_code: bool = False):
    """Return the device that verified the code in ``form``; None, with an error in the form, if it is wrong."""
    if throttling.refuse_if_locked(request, user.get_username()):
        return None
    result = second_factor.check_code(request, user, form.cleaned_data["code"], with_recovery_code=with_recovery_code)
    if result.wait_until:
        seconds = (result.wait_until - timezone.now()).total_seconds()
        wait = f"{max(1, round(seconds))} seconds" if seconds < 60 else timeuntil(result.wait_until)
        form.add_error("code", f"A wrong code was given just now. Wait {wait}, then enter a code.")
    elif result.device is None and with_recovery_code:
        form.add_error("code", "This is not one of your recovery codes, or it has been used. Try the next one.")
    elif result.device is None:
        form.add_error(
            "code",
            "This code is wrong, too old or already used. Wait until the app shows the next one and enter that. If it "
            "never fits, see that the clock of your phone is set automatically.",
        )
    return result.device

"""Setting up the second factor: a QR code, the first code, then the recovery codes."""

from __future__ import annotations

import time

import django_otp
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse

from techsets.accounts import pending, second_factor, sessions, throttling
from techsets.accounts.base_views import AccountFormView, log_own_change
from techsets.accounts.forms import FirstCodeForm, PasswordAndCodeForm

#: Session keys: the secret offered, and until when the present device may be replaced (seconds since 1970).
NEW_KEY, REPLACING_UNTIL = "staff_new_key", "staff_replacing_until"


def allow_replacing(request) -> None:
    """Let this session replace the device within ten minutes, after a code of the present one."""
    request.session[REPLACING_UNTIL] = int(time.time()) + 600


class SetUpView(AccountFormView):
    """Set up a second factor. Only these people may:

    * those who have just given the right password and have no second factor;
    * those signed in without one, where it is optional, with their password (ASVS 5.0 V7.5.1);
    * those signed in with one who have just given a code of it, to replace it.

    Each session has its own secret until it is confirmed, so that somebody who opened the page before with a stolen
    password does not know it.
    """

    title = "Set up your second factor"
    template_name = "staff/set_up.html"

    def dispatch(self, request, *args, **kwargs):
        signed_in = self.admin_site.has_permission(request)
        self.person = request.user if signed_in else pending.person(request)
        self.replace = False
        if self.person is None:
            return self.redirect_to_step("login")
        if second_factor.is_on(self.person):
            if not signed_in:
                return self.redirect_to_step("sign_in_code")
            if time.time() > request.session.get(REPLACING_UNTIL, 0):
                return HttpResponseRedirect(reverse("admin:second_factor_replace"))
            self.replace = True
        self.signed_in = signed_in
        self.asks_password = signed_in and not self.replace
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self):
        return PasswordAndCodeForm if self.asks_password else FirstCodeForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | ({"user": self.person} if self.asks_password else {})

    def post(self, request, *args, **kwargs):
        if throttling.refuse_if_locked(request, self.person.get_username()):
            return HttpResponse(status=429)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form):
        if form.has_error("password", "wrong_password"):
            throttling.count_failure(self.request, self.person.get_username())
        return super().form_invalid(form)

    def form_valid(self, form):
        try:
            done = second_factor.set_up(self.person, self.key(), form.cleaned_data["code"], replace=self.replace)
        except second_factor.AlreadySetUp:
            self.request.session.flush()
            return self.redirect_to_step("login")
        if done is None:
            form.add_error(
                "code",
                "This code does not fit the secret on this page. Enter the code that the app shows now. If it never "
                "fits, see that the clock of your phone is set automatically.",
            )
            return self.form_invalid(form)
        device, codes = done
        if self.signed_in:
            self.request.session.cycle_key()
            rotate_token(self.request)
            django_otp.login(self.request, device)
        else:
            pending.finish(self.request, self.person, device)
        for name in (NEW_KEY, REPLACING_UNTIL):
            self.request.session.pop(name, None)
        sessions.end(self.person, but=self.request.session.session_key)
        log_own_change(self.request, "Replaced their second factor." if self.replace else "Set up their second factor.")
        destination = reverse("admin:account") if self.signed_in else self.get_destination()
        return show_recovery_codes(self, codes, destination)

    def key(self) -> str:
        """Return the secret offered in this session, the same until it is confirmed."""
        offered = self.request.session.get(NEW_KEY) or {}
        if offered.get("user") != self.person.pk:
            offered = {"user": self.person.pk, "key": second_factor.new_key()}
            self.request.session[NEW_KEY] = offered
        return offered["key"]

    def get_context_data(self, **kwargs):
        link = second_factor.app_link(self.person, self.key())
        return super().get_context_data(
            **kwargs,
            person=self.person,
            replace=self.replace,
            signed_in=self.signed_in,
            required=second_factor.is_required(),
            app_link=link,
            qr_code=second_factor.qr_code(link),
            secret=second_factor.secret_in_groups(self.key()),
            next=self.get_redirect_url(),
        )


def show_recovery_codes(view, codes: list[str], destination: str):
    """Render the page with new recovery codes, which are shown only once."""
    context = {
        **view.admin_site.each_context(view.request),
        "title": "Keep these recovery codes",
        "codes": codes,
        "destination": destination,
        "person": view.request.user,
    }
    return render(view.request, "staff/recovery_codes.html", context)

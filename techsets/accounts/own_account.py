"""One's own account: second factor, recovery codes, password and sessions."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from techsets.accounts import enrollment, recovery_codes, saved_forms, second_factor, sessions, throttling
from techsets.accounts.base_views import AccountFormView, AdminPageMixin, log_own_change
from techsets.accounts.forms import OwnPasswordForm
from techsets.accounts.sign_in import CodeFormMixin, verify_code


class AccountView(AdminPageMixin, TemplateView):
    """An overview of one's own account, with links to all that can be changed."""

    title = "Your account"
    template_name = "staff/account.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            **kwargs,
            is_on=second_factor.is_on(user),
            is_required=second_factor.is_required(),
            codes_left=recovery_codes.count_unused(user),
            places=sessions.active_sessions(user, self.request.session.session_key),
        )


class CurrentCodeView(CodeFormMixin, AccountFormView):
    """Base of changes to one's own second factor, which need a code of it or a recovery code (ASVS 5.0 V7.5.1)."""

    template_name = "staff/current_code.html"
    lead = button = ""

    def dispatch(self, request, *args, **kwargs):
        if not second_factor.is_on(request.user):
            return HttpResponseRedirect(reverse("admin:account"))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        user = self.request.user
        if verify_code(self.request, user, form, with_recovery_code=self.with_recovery_code) is None:
            return self.form_invalid(form)
        return self.change()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs, lead=self.lead, button=self.button, with_recovery_code=self.with_recovery_code
        )


class NewRecoveryCodesView(CurrentCodeView):
    title = "Make new recovery codes"
    lead = "You get ten new recovery codes. The ones that you have now will no longer work."
    button = "Make new codes"

    def change(self):
        codes = recovery_codes.generate(self.request.user)
        log_own_change(self.request, "Made new recovery codes.")
        return enrollment.show_recovery_codes(self, codes, reverse("admin:account"))


class ReplaceView(CurrentCodeView):
    title = "Move to another phone or app"
    lead = (
        "First enter a code of the app that you use now; then set up the new one. The old one works until the new "
        "one is confirmed. If you have lost it, use a recovery code."
    )
    button = "Go on"

    def change(self):
        enrollment.allow_replacing(self.request)
        return HttpResponseRedirect(reverse("admin:second_factor_set_up"))


class SwitchOffView(CurrentCodeView):
    title = "Switch the second factor off"
    lead = "Whoever learns your password can then sign in as you. Your recovery codes are deleted too."
    button = "Switch it off"

    def dispatch(self, request, *args, **kwargs):
        if second_factor.is_required():
            messages.error(request, "The second factor is required here and cannot be switched off.")
            return HttpResponseRedirect(reverse("admin:account"))
        return super().dispatch(request, *args, **kwargs)

    def change(self):
        second_factor.switch_off(self.request.user)
        log_own_change(self.request, "Switched their second factor off.")
        self.request.session.cycle_key()
        sessions.end(self.request.user, but=self.request.session.session_key)
        messages.success(self.request, "Your second factor is off, and you are signed out everywhere else.")
        return HttpResponseRedirect(reverse("admin:account"))


class OwnPasswordView(AdminPageMixin, PasswordChangeView):
    """Change one's password, with the present one (ASVS 5.0 V6.2.3); ends all other sessions."""

    title = "Change your password"
    form_class = OwnPasswordForm
    template_name = "registration/password_change_form.html"
    success_url = reverse_lazy("admin:account")

    def post(self, request, *args, **kwargs):
        if throttling.refuse_if_locked(request, request.user.get_username()):
            return HttpResponse(status=429)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form):
        if form.has_error("old_password", "password_incorrect"):
            throttling.count_failure(self.request, self.request.user.get_username())
        return super().form_invalid(form)

    def form_valid(self, form):
        response = super().form_valid(form)
        sessions.end(self.request.user, but=self.request.session.session_key)
        log_own_change(self.request, "Changed their password.")
        messages.success(self.request, "Your password is changed, and you are signed out everywhere else.")
        return response


@never_cache
def session_time(request):
    """Return the seconds until this session ends, as JSON. GET does not extend it, and POST does."""
    if request.method == "POST" and admin.site.has_permission(request) and sessions.KEY in request.session:
        sessions.extend(request.session)
    seconds, can_be_extended = sessions.seconds_left(request.session)
    return JsonResponse({"seconds": seconds, "extendable": can_be_extended})


def end_other_sessions(request):
    """Sign out everywhere but here. It needs no code, because it gives nothing away."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    count = sessions.end(request.user, but=request.session.session_key)
    messages.success(request, f"You are signed out everywhere else ({count} {'place' if count == 1 else 'places'}).")
    return HttpResponseRedirect(reverse("admin:account"))


class SavedFormView(AdminPageMixin, TemplateView):
    """A form that was saved when the session ended, to be sent now or discarded."""

    title = "What you typed is still here"
    template_name = "staff/kept_form.html"

    def get(self, request, *args, **kwargs):
        self.saved = saved_forms.saved_form(request.session, request.user)
        if self.saved is None:
            return HttpResponseRedirect(reverse("admin:index"))
        request.session[saved_forms.KEY] = self.saved | {"shown": True}
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        saved = request.session.pop(saved_forms.KEY, None)
        messages.info(request, "What you had typed is thrown away.")
        return HttpResponseRedirect(saved["path"] if saved else reverse("admin:index"))

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, kept=self.saved)

"""One's own account: second factor, recovery codes, password, and where one is signed in."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from techsets.accounts import enrollment, recovery_codes, saved_forms, second_factor, sessions, throttling
from techsets.accounts.base_views import AccountFormView, AdminPageMixin, note
from techsets.accounts.forms import OwnPasswordForm
from techsets.accounts.sign_in import CodeFormMixin, verify_code


class AccountView(AdminPageMixin, TemplateView):
    """What there is to know of one's own account, with ways to everything that can be changed."""

    title = "Your account"
    template_name = "staff/account.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            **kwargs,
            is_on=second_factor.is_on(user),
            is_required=second_factor.is_required(),
            codes_left=recovery_codes.left(user),
            places=sessions.signed_in(user, self.request.session.session_key),
        )


class CurrentCodeView(CodeFormMixin, AccountFormView):
    """A change to one's own second factor, made once a code of it is given (ASVS 5.0 V7.5.1).

    A recovery code does as well: who has lost the phone moves to another one with it.
    """

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
    lead = "You get ten new recovery codes. The ones that you have now will not be taken any more."
    button = "Make new codes"

    def change(self):
        codes = recovery_codes.make(self.request.user)
        note(self.request, "Made new recovery codes.")
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
        note(self.request, "Switched their second factor off.")
        self.request.session.cycle_key()
        sessions.end(self.request.user, but=self.request.session.session_key)
        messages.success(self.request, "Your second factor is off, and you are signed out everywhere else.")
        return HttpResponseRedirect(reverse("admin:account"))


class OwnPasswordView(AdminPageMixin, PasswordChangeView):
    """A new password, for who gives the present one (ASVS 5.0 V6.2.3). All other sessions end."""

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
        note(self.request, "Changed their password.")
        messages.success(self.request, "Your password is changed, and you are signed out everywhere else.")
        return response


@never_cache
def session_time(request):
    """Tell a script after how many seconds this session ends, which is no use of it; POST is one, and puts it off."""
    if request.method == "POST" and admin.site.has_permission(request) and sessions.KEY in request.session:
        sessions.use(request.session)
    seconds, can_be_extended = sessions.seconds_left(request.session)
    return JsonResponse({"seconds": seconds, "extendable": can_be_extended})


def end_other_sessions(request):
    """Sign out everywhere but here. It takes nothing from anybody, so that it needs no code."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    count = sessions.end(request.user, but=request.session.session_key)
    messages.success(request, f"You are signed out everywhere else ({count} {'place' if count == 1 else 'places'}).")
    return HttpResponseRedirect(reverse("admin:account"))


class SavedFormView(AdminPageMixin, TemplateView):
    """What was typed into a form while the session ended, to be sent now or thrown away."""

    title = "What you typed is still here"
    template_name = "staff/kept_form.html"

    def get(self, request, *args, **kwargs):
        self.kept = saved_forms.waiting(request.session, request.user)
        if self.kept is None:
            return HttpResponseRedirect(reverse("admin:index"))
        request.session[saved_forms.KEY] = self.kept | {"shown": True}
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        kept = request.session.pop(saved_forms.KEY, None)
        messages.info(request, "What you had typed is thrown away.")
        return HttpResponseRedirect(kept["path"] if kept else reverse("admin:index"))

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, kept=self.kept)

"""The addresses of signing in and of one's own account, inside the admin."""

from django.urls import path

from techsets.accounts import own_account
from techsets.accounts.enrollment import SetUpView
from techsets.accounts.sign_in import CodeView


def account_urls(site):
    """Return the addresses for the admin site ``site``.

    Only the first three are open to who is not, or half, signed in; they look for themselves. All others go through
    ``admin_view`` like every page of the admin.
    """
    own = [
        ("password_change/", own_account.OwnPasswordView, "password_change"),
        ("account/", own_account.AccountView, "account"),
        ("account/recovery-codes/", own_account.NewRecoveryCodesView, "recovery_codes"),
        ("account/second-factor/replace/", own_account.ReplaceView, "second_factor_replace"),
        ("account/second-factor/off/", own_account.SwitchOffView, "second_factor_off"),
        ("account/kept-form/", own_account.SavedFormView, "kept_form"),
    ]
    return [
        path("login/code/", CodeView.as_view(admin_site=site), name="sign_in_code"),
        path("login/set-up/", SetUpView.as_view(admin_site=site), name="second_factor_set_up"),
        # Without admin_view: who is half signed in must be able to stop.
        path("logout/", site.logout, name="logout"),
        # Without admin_view: asking how long a session lasts must not make it last longer.
        path("account/session/", own_account.session_time, name="session_time"),
        path("account/sessions/end/", site.admin_view(own_account.end_other_sessions), name="end_other_sessions"),
        *(path(route, site.admin_view(view.as_view(admin_site=site)), name=name) for route, view, name in own),
    ]

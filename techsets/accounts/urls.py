"""URLs of signing in and of one's own account, inside the admin."""

from django.urls import path

from techsets.accounts import own_account
from techsets.accounts.enrollment import SetUpView
from techsets.accounts.sign_in import CodeView


def account_urls(site):
    """Return the URLs for the admin site ``site``.

    Only the first four are open without being signed in, and check that themselves; ``admin_view`` guards all others.
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
        # Without admin_view: a pending sign-in must be able to stop.
        path("logout/", site.logout, name="logout"),
        # Without admin_view: asking for the remaining time must not extend the session.
        path("account/session/", own_account.session_time, name="session_time"),
        path("account/sessions/end/", site.admin_view(own_account.end_other_sessions), name="end_other_sessions"),
        *(path(route, site.admin_view(view.as_view(admin_site=site)), name=name) for route, view, name in own),
    ]

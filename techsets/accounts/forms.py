"""Forms for signing in and for one's own account."""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.core.exceptions import ValidationError

from techsets.accounts import throttling


class SignInForm(AdminAuthenticationForm):
    """User name and password, with the same error whatever is wrong (ASVS 5.0 V6.3.8)."""

    error_messages = {
        "invalid_login": "The user name and the password do not go together, or the account may not sign in here. "
        "Mind capital letters, and try again."
    }

    def __init__(self, request=None, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = "User name"

    def confirm_login_allowed(self, user):
        try:
            super().confirm_login_allowed(user)
        except ValidationError:
            # Counted too, so that the right password of an account that is not staff cannot be told from a wrong one.
            throttling.count_failure(self.request, user.get_username())
            raise


class CodeForm(forms.Form):
    """Six digits from the authenticator app."""

    code = forms.CharField(
        label="Code from your authenticator app",
        max_length=20,
        help_text="Six digits. A code is good for half a minute, and once only.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "class": "code"}
        ),
    )


class RecoveryCodeForm(forms.Form):
    """One of the recovery codes."""

    code = forms.CharField(
        label="One of your recovery codes",
        max_length=40,
        help_text="Ten letters and digits, such as k3xq7-ab2mf. Each is good once; cross it out afterwards.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )


class FirstCodeForm(CodeForm):
    """The first code of a new app, without autofocus, because instructions come before the field."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["code"].widget.attrs["autofocus"]


class PasswordAndCodeForm(FirstCodeForm):
    """Password and first code, for switching the second factor on while signed in."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["password", "code"]

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self):
        password = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError("That is not your password. Try again.", code="wrong_password")
        return password


class OwnPasswordForm(AdminPasswordChangeForm):
    """The present password and a new one."""

    error_messages = AdminPasswordChangeForm.error_messages | {
        "password_incorrect": "That is not your present password. Enter it once more."
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Present password"
        self.fields["new_password1"].label = "New password"
        self.fields["new_password2"].label = "New password once more"
        self.fields["new_password2"].help_text = None

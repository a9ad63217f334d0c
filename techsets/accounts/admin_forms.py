"""Forms for administrators to create and change accounts."""

from django import forms
from django.contrib.auth.forms import SetPasswordMixin, UserChangeForm, UserCreationForm
from django.contrib.auth.models import User

from techsets.adminsite.labels import labels_for
from techsets.common.conflicts.admin import MergedForm

HELP = {
    "username": "What the person types to sign in. Letters, digits and @ . + - _ only.",
    "email": "",
    "is_active": "Take this off, instead of deleting the account, when somebody leaves: they can no longer sign in, "
    "and the history keeps their name.",
    "is_staff": "May sign in here. Without it the account is of no use on this site.",
    "is_superuser": "May do everything, also change groups and other superusers. Few people should.",
    "groups": "Viewers look. Editors work on drafts. Publishers also decide what the public sees. Administrators also "
    "look after accounts. You can give only groups whose every right you have yourself.",
    "user_permissions": "Single rights beyond those of the groups. Groups are easier to oversee; leave this empty.",
}
LABELS = {
    "username": "User name",
    "is_active": "Active",
    "is_staff": "May sign in to the admin",
    "is_superuser": "Superuser",
    "user_permissions": "Single rights",
}


VERBS = {"add": "add", "change": "change", "delete": "delete", "view": "look at"}


class RightsField(forms.ModelMultipleChoiceField):
    """Single permissions, named as the admin names its lists, such as "Accounts: add"."""

    def label_from_instance(self, permission) -> str:
        model = permission.content_type.model_class()
        if model is None:  # Of an app that is no longer installed.
            return str(permission)
        action, _, name = permission.codename.partition("_")
        is_usual = action in VERBS and name == model._meta.model_name
        return f"{labels_for(model._meta).title}: {VERBS[action] if is_usual else permission.name}"


class StaffAccountForm(MergedForm, UserChangeForm):
    """An existing account, without its password."""

    password = None

    class Meta(UserChangeForm.Meta):
        help_texts = HELP
        labels = LABELS
        widgets = {"groups": forms.CheckboxSelectMultiple}


class NewAccountForm(UserCreationForm):
    """A new account with its first password."""

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ["username", "first_name", "last_name", "email"]
        help_texts = HELP
        labels = LABELS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password2"].label = "Password once more"
        self.fields["password2"].help_text = ""


class NewPasswordForm(SetPasswordMixin, forms.Form):
    """A new password that an administrator sets for somebody else. Django's form could also disable passwords."""

    required_css_class = "required"
    password1, password2 = SetPasswordMixin.create_password_fields("New password", "New password once more")

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password2"].help_text = ""

    def clean(self):
        self.validate_passwords()
        self.validate_password_for_user(self.user)
        # UserAdmin's view reads this: a password is set, never disabled.
        return super().clean() | {"set_usable_password": True}

    def save(self, commit=True):
        return self.set_password_and_save(self.user, commit=commit)

    @property
    def changed_data(self):
        return ["password"] if super().changed_data else []

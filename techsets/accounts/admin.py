"""Users and groups in the admin; nobody can give rights that they lack."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django_otp.plugins.otp_static import admin as static_admin
from django_otp.plugins.otp_totp import admin as totp_admin

from techsets.accounts import permissions, sessions, sign_in_admin, throttling  # noqa: F401 (sign_in_admin registers)
from techsets.accounts import second_factor as second_factors
from techsets.accounts.admin_forms import NewAccountForm, NewPasswordForm, RightsField, StaffAccountForm
from techsets.common.conflicts.admin import MergeMixin
from techsets.common.history_link import HistoryLinkMixin

# Nobody may see or edit the secrets of devices; the account's page has a button to reset them.
admin.site.unregister([User, Group, static_admin.StaticDevice, totp_admin.TOTPDevice])


#: Arguments for form fields that offer single permissions.
PERMISSION_FIELD = {"form_class": RightsField, "queryset": Permission.objects.select_related("content_type")}


@admin.register(User)
class StaffAccountAdmin(HistoryLinkMixin, MergeMixin, UserAdmin):
    history_kind = "account"
    form = StaffAccountForm
    add_form = NewAccountForm
    add_form_template = None
    change_form_template = "admin/auth/user/change_form.html"
    change_password_form = NewPasswordForm
    change_user_password_template = "staff/new_password.html"
    list_display = ["username", "name", "in_groups", "second_factor", "is_active", "last_login"]
    list_filter = ["is_active", "groups", "is_superuser"]
    search_help_text = "A user name, a name or an email address."
    readonly_fields = ["sign_in", "last_login", "date_joined"]
    filter_horizontal = ["user_permissions"]
    actions = ["sign_out_everywhere", "unlock"]
    add_fieldsets = [
        (None, {"fields": ["username", "first_name", "last_name", "email"]}),
        (
            "First password",
            {
                "fields": ["password1", "password2"],
                "description": "Tell the person in private, and ask them to change it under <em>Your account</em>.",
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups", "totpdevice_set")

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.add_fieldsets
        may = ["is_active", "is_staff", "groups"]
        if request.user.is_superuser:
            may += ["is_superuser", "user_permissions"]
        return [
            (None, {"fields": ["username", "first_name", "last_name", "email"]}),
            ("Signing in", {"fields": ["sign_in", "last_login", "date_joined"]}),
            ("What the person may do", {"fields": may}),
        ]

    def get_readonly_fields(self, request, obj=None):
        fields = list(self.readonly_fields)
        if obj is not None and obj.pk == request.user.pk:
            # Nobody gives themselves rights, or locks themselves out.
            fields += ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]
        return fields

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs["queryset"] = permissions.groups_to_give(request.user)
        if db_field.name == "user_permissions":
            kwargs |= PERMISSION_FIELD
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    # Who may do what

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or permissions.may_manage(request.user, obj)
        )

    def has_delete_permission(self, request, obj=None):
        if not super().has_delete_permission(request, obj):
            return False
        if obj is None:
            return True
        return (
            obj.pk != request.user.pk
            and permissions.may_manage(request.user, obj)
            and not permissions.has_recorded_activity(obj)
        )

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # Accounts are deleted one at a time, and hardly ever.
        return actions

    # Saving

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)
        if change and not (obj.is_active and obj.is_staff):
            sessions.end(obj)

    # Columns and fields

    @admin.display(description="name", ordering="last_name")
    def name(self, user) -> str:
        return user.get_full_name()

    @admin.display(description="groups")
    def in_groups(self, user) -> str:
        names = [group.name for group in user.groups.all()]
        return ", ".join(["Everything (superuser)", *names] if user.is_superuser else names) or "None"

    @admin.display(description="second factor", boolean=True)
    def second_factor(self, user) -> bool:
        return any(device.confirmed for device in user.totpdevice_set.all())

    @admin.display(description="password and second factor")
    def sign_in(self, user) -> str:
        factor = "The second factor is on." if second_factors.is_on(user) else "The second factor is not set up yet."
        if second_factors.is_required() and not second_factors.is_on(user):
            factor += " It is set up at the next sign-in."
        password = "A password is set." if user.has_usable_password() else "There is no password."
        return format_html("{} {}", password, factor)

    # Password, second factor, sessions

    def get_urls(self):
        reset = path(
            "<int:pk>/second-factor/reset/",
            self.admin_site.admin_view(self.reset_second_factor),
            name="auth_user_reset_second_factor",
        )
        return [reset, *super().get_urls()]

    def user_change_password(self, request, id, form_url=""):
        user = self.get_object(request, unquote(id))
        if user is not None and user.pk == request.user.pk:  # Changing one's own needs the present password.
            return HttpResponseRedirect(reverse("admin:password_change"))
        return super().user_change_password(request, id, form_url)

    def reset_second_factor(self, request, pk):
        """Reset a person's second factor after a confirmation. One's own is changed under "Your account"."""
        user = self.get_object(request, str(pk))
        if user is None:
            raise Http404("There is no such account.")
        if not self.has_change_permission(request, user) or user.pk == request.user.pk:
            raise PermissionDenied
        if request.method == "POST":
            second_factors.reset(user)
            self.log_change(request, user, "Reset the second factor.")
            messages.success(request, f"The second factor of {user} is reset, and {user} is signed out everywhere.")
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=[user.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Reset the second factor of {user}",
            "opts": self.opts,
            "original": user,
            "is_required": second_factors.is_required(),
        }
        return TemplateResponse(request, "staff/reset_second_factor.html", context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_reset"] = bool(
            obj and obj.pk != request.user.pk and self.has_change_permission(request, obj) and second_factors.is_on(obj)
        )
        context["is_self"] = bool(obj and obj.pk == request.user.pk)
        context["may_set_password"] = bool(obj and self.has_change_permission(request, obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.action(description="Sign the selected people out everywhere", permissions=["change"])
    def sign_out_everywhere(self, request, queryset):
        for user in self._manageable(request, queryset):
            count = sessions.end(user, but=request.session.session_key)
            self.log_change(request, user, "Signed out everywhere.")
            messages.success(request, f"{user} is signed out ({count} {'place' if count == 1 else 'places'}).")

    @admin.action(description="Let the selected people try to sign in again at once", permissions=["change"])
    def unlock(self, request, queryset):
        for user in self._manageable(request, queryset):
            throttling.unlock(user.get_username())
            second_factors.forget_failures(user)
            self.log_change(request, user, "Let in again after failed attempts.")
            messages.success(request, f"{user} may try to sign in again at once.")

    def _manageable(self, request, queryset):
        users = list(queryset)
        if not all(self.has_change_permission(request, user) for user in users):
            raise PermissionDenied
        return users


@admin.register(Group)
class StaffGroupAdmin(MergeMixin, GroupAdmin):
    """Only superusers change groups, because a group can have any permission."""

    def get_actions(self, request):
        actions = super().get_actions(request)
        # Django logs bulk deletions with bulk_create, which sends no signal to the history.
        actions.pop("delete_selected", None)
        return actions

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "permissions":
            kwargs |= PERMISSION_FIELD
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_add_permission(self, request):
        return request.user.is_superuser and request.user.is_active

    def has_change_permission(self, request, obj=None):
        return self.has_add_permission(request)

    def has_delete_permission(self, request, obj=None):
        return self.has_add_permission(request)

"""Failed and successful sign-ins in the admin, read-only."""

from axes.models import AccessAttempt, AccessLog
from django.contrib import admin

from techsets.common.read_only_admin import ReadOnlyAdmin


@admin.register(AccessAttempt)
class FailedAttemptAdmin(ReadOnlyAdmin):
    """Failed sign-ins that still count; they are deleted with the first sign-in after 15 minutes."""

    list_display = ["attempt_time", "username", "ip_address", "failures_since_start"]
    fields = ["attempt_time", "username", "ip_address", "failures_since_start", "user_agent", "path_info"]
    search_fields = ["username", "ip_address"]


@admin.register(AccessLog)
class SignInAdmin(ReadOnlyAdmin):
    """Sign-ins of the last 90 days."""

    list_display = ["attempt_time", "username", "ip_address", "logout_time"]
    fields = ["attempt_time", "logout_time", "username", "ip_address", "user_agent"]
    search_fields = ["username", "ip_address"]

"""What throttling remembers, in the admin: to look at, by who looks after accounts."""

from axes.models import AccessAttempt, AccessLog
from django.contrib import admin

from techsets.common.read_only_admin import ReadOnlyAdmin


@admin.register(AccessAttempt)
class FailedAttemptAdmin(ReadOnlyAdmin):
    """Failures to sign in that still count. They are forgotten with the first sign-in after a quarter of an hour."""

    list_display = ["attempt_time", "username", "ip_address", "failures_since_start"]
    fields = ["attempt_time", "username", "ip_address", "failures_since_start", "user_agent", "path_info"]
    search_fields = ["username", "ip_address"]


@admin.register(AccessLog)
class SignInAdmin(ReadOnlyAdmin):
    """Sign-ins of the last 90 days."""

    list_display = ["attempt_time", "username", "ip_address", "logout_time"]
    fields = ["attempt_time", "logout_time", "username", "ip_address", "user_agent"]
    search_fields = ["username", "ip_address"]

"""Read-only admin for rows that other parts of the site create."""

from django.contrib import admin


class ReadOnlyAdmin(admin.ModelAdmin):
    """An admin without permissions to add, change or delete."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

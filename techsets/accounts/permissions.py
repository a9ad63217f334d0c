"""Who may manage whose account.

Nobody may give, remove or gain permissions that they lack. Whoever could set the password or reset the second factor of
somebody with more permissions would gain these, so such accounts cannot be managed at all.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet


def permission_ids(user) -> set[int]:
    """Return the ids of the permissions of ``user``, even while the account is inactive.

    Django's ``get_all_permissions`` returns none for an inactive account.
    """
    return set(Permission.objects.filter(Q(user=user) | Q(group__user=user)).values_list("pk", flat=True))


def may_manage(actor, target) -> bool:
    """Return whether ``actor`` may manage ``target``: has every permission that ``target`` has."""
    if actor.is_superuser:
        return True
    return not target.is_superuser and permission_ids(target) <= permission_ids(actor)


def groups_to_give(actor) -> QuerySet[Group]:
    """Return the groups that ``actor`` may assign: those without a permission that they lack."""
    if actor.is_superuser:
        return Group.objects.all()
    beyond = Permission.objects.exclude(pk__in=permission_ids(actor))
    return Group.objects.exclude(permissions__in=beyond)


def has_recorded_activity(user) -> bool:
    """Return whether ``user`` has ever signed in or changed anything, so that the account must be kept."""
    if user.last_login is not None:
        return True
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: user}).exists()
        for relation in user._meta.get_fields(include_hidden=True)
        if relation.auto_created and relation.one_to_many and _is_activity(relation.related_model)
    )


def _is_activity(model) -> bool:
    """Return whether rows of the model record activity; groups, permissions and devices do not."""
    return not model._meta.auto_created and model._meta.app_label not in {"otp_totp", "otp_static"}

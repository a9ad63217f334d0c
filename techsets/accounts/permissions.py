"""Who may do what to whose account.

The rule: nobody gives, takes or takes over rights that they do not have themselves. Whoever could set the password,
or reset the second factor, of somebody with more rights would have those rights; so such accounts are out of reach
altogether.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet


def permission_ids(user) -> set[int]:
    """Return the keys of the permissions given to ``user``, also while they are not active.

    Django's own ``get_all_permissions`` says that an account that is not active has none; it has them back once it is.
    """
    return set(Permission.objects.filter(Q(user=user) | Q(group__user=user)).values_list("pk", flat=True))


def may_manage(actor, target) -> bool:
    """Return whether ``actor`` has every right that ``target`` has, so that the account may be in their hands."""
    if actor.is_superuser:
        return True
    return not target.is_superuser and permission_ids(target) <= permission_ids(actor)


def groups_to_give(actor) -> QuerySet[Group]:
    """Return the groups that ``actor`` may put somebody into: those that carry no right that they lack."""
    if actor.is_superuser:
        return Group.objects.all()
    beyond = Permission.objects.exclude(pk__in=permission_ids(actor))
    return Group.objects.exclude(permissions__in=beyond)


def has_recorded_activity(user) -> bool:
    """Return whether ``user`` has ever signed in or changed anything, so that the history needs their name."""
    if user.last_login is not None:
        return True
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: user}).exists()
        for relation in user._meta.get_fields(include_hidden=True)
        if relation.auto_created and relation.one_to_many and _is_trace(relation.related_model)
    )


def _is_trace(model) -> bool:
    """Groups, rights and devices go with the account; all else tells what somebody did."""
    return not model._meta.auto_created and model._meta.app_label not in {"otp_totp", "otp_static"}

"""The groups of staff and their permissions, as ``make run`` sets them up."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction


class MissingPermissions(Exception):
    """``GROUPS`` names permissions that the database does not have."""


def _of(app: str, actions: str, models: str) -> list[str]:
    return [f"{app}.{action}_{model}" for action in actions.split() for model in models.split()]


_VIEWERS = [
    *_of(
        "orgcharts",
        "view",
        "supportmodel characteristic orgchart position placement sharedsupervision sitetext",
    ),
    *_of("jobdescriptions", "view", "jobdescription section salaryrange publication sourcefile clause"),
    "search.view_synonymgroup",
    "history.view_change",
    "links.view_linkcheck",
]
_EDITORS = [
    *_of("jobdescriptions", "add change", "jobdescription"),
    *_of("jobdescriptions", "add change delete", "section salaryrange"),
    # For draft charts only: public ones need publish_orgchart, which the admin of charts checks.
    *_of("orgcharts", "add change", "orgchart"),
    *_of("orgcharts", "add change delete", "position placement sharedsupervision"),
    "links.change_linkcheck",  # To confirm that a link says what is cited.
    # They change what the public finds, and no text that it reads.
    *_of("search", "add change delete", "synonymgroup"),
]
_PUBLISHERS = [
    "jobdescriptions.publish_jobdescription",
    "jobdescriptions.delete_jobdescription",
    "orgcharts.publish_orgchart",
    "orgcharts.delete_orgchart",
    *_of("orgcharts", "change", "supportmodel sitetext"),
    # One wording for every job description, which counsel has cleared: not for everybody who edits drafts.
    *_of("jobdescriptions", "add change delete", "clause"),
    *_of("orgcharts", "add change delete", "characteristic"),
]
_ADMINISTRATORS = [
    # Changing an account includes its password, its second factor and its sessions (techsets/accounts/admin.py).
    *_of("auth", "view add change delete", "user"),
    "auth.view_group",
    *_of("axes", "view", "accessattempt accesslog"),
]

#: Each group has the permissions of those before it.
GROUPS: dict[str, list[str]] = {
    "Viewers": _VIEWERS,
    "Editors": _VIEWERS + _EDITORS,
    "Publishers": _VIEWERS + _EDITORS + _PUBLISHERS,
    "Administrators": _VIEWERS + _EDITORS + _PUBLISHERS + _ADMINISTRATORS,
}


def set_up_groups() -> dict[str, int]:
    """Create the groups and add the permissions that each lacks; return how many were added to each.

    Nothing is removed. Raises MissingPermissions, and changes nothing, where the database lacks one of them.
    """
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    missing = sorted({name for names in GROUPS.values() for name in names} - set(known))
    if missing:
        raise MissingPermissions(
            f"The database does not know these permissions: {', '.join(missing)}. "
            "Run manage.py migrate, which makes them."
        )
    added = {}
    with transaction.atomic():
        for name, names in GROUPS.items():
            group, _ = Group.objects.get_or_create(name=name)
            has = set(group.permissions.values_list("pk", flat=True))
            lacking = [known[one] for one in names if known[one].pk not in has]
            group.permissions.add(*lacking)
            added[name] = len(lacking)
    return added

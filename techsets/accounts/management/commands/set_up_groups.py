"""``manage.py set_up_groups``: the groups of staff, as ``make run`` sets them up."""

from django.core.management.base import BaseCommand, CommandError

from techsets.accounts.groups import MissingPermissions, set_up_groups


class Command(BaseCommand):
    help = "Makes the groups of staff and gives them the rights that they lack. It takes nothing away."

    def handle(self, *args, **options):
        try:
            added = set_up_groups()
        except MissingPermissions as error:
            raise CommandError(str(error)) from error
        for name, count in added.items():
            self.stdout.write(f"{name}: {count or 'no'} new {'right' if count == 1 else 'rights'}")

"""``manage.py reset_second_factor``: for the person who has lost both phone and recovery codes."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from techsets.accounts import second_factor


class Command(BaseCommand):
    help = "Takes a person's second factor away, ends their sessions, and lets them sign in again at once."

    def add_arguments(self, parser):
        parser.add_argument("username", help="the user name of the account")

    def handle(self, *args, username, **options):
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username!r}. Mind capital letters.")
        if not second_factor.reset(user):
            self.stdout.write(f"{username} had none. Sessions and failed attempts are cleared all the same.")
            return
        then = "sets up a new one at the next sign-in" if second_factor.is_required() else "signs in by password alone"
        self.stdout.write(self.style.SUCCESS(f"The second factor of {username} is reset: {username} {then}."))

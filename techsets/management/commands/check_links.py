"""``manage.py check_links``: check the form of every link to another site, without opening any."""

from django.core.management.base import BaseCommand, CommandError

from techsets.common.sources import find_address_problem
from techsets.links.status import list_links

#: Places named for each link; the rest is counted.
MAX_PLACES = 5


class Command(BaseCommand):
    help = (
        "Checks that all links to other sites, in what is published and in drafts, are well formed, and says where "
        "each wrong one stands. It opens none of them. The exit status is 1 if any is wrong."
    )

    def handle(self, *args, **options) -> None:
        links = list_links()
        wrong = 0
        for link in links:
            problem = find_address_problem(link.url)
            if problem:
                wrong += 1
                self.stdout.write(f"{problem} It stands in: {self._places(link)}.")
            elif link.url.startswith("http:"):
                self.stdout.write(
                    f"The address “{link.url}” begins with http://. Write https:// if the site answers there; this is "
                    f"no error. It stands in: {self._places(link)}."
                )
        due = sum(link.is_due for link in links)
        self.stdout.write(f"{len(links)} links, {wrong} of them wrong; {due} were not looked at for a year.")
        if wrong:
            raise CommandError("Mend the links named above in the admin, then publish what they stand in again.")

    def _places(self, link) -> str:
        places = list(dict.fromkeys(usage.place for usage in link.usages))
        more = len(places) - MAX_PLACES
        return "; ".join(places[:MAX_PLACES]) + (f"; and {more} more" if more > 0 else "")

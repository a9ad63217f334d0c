"""Which file of an exported copy stands for which address of the site. No Django in here."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

#: Downloads, whose addresses end in a slash: a plain web server tells the type of a file by the end of its name.
_DOWNLOADS = (
    (re.compile(r"/job-descriptions/([-\w]+)/word/"), r"job-descriptions/\1/\1.docx"),
    (re.compile(r"/job-descriptions/([-\w]+)/original/"), r"job-descriptions/\1/\1-original.docx"),
)
#: Pages with a query that the site links to. A plain web server knows no queries: each is a file of its own.
_QUERIES = re.compile(r"open=all|page=[1-9]\d*|from=\d+&to=\d+")
_PATHS = re.compile(r"/(?:[\w.-]+/)*[\w.-]*", re.ASCII)
#: What no copy has: pages that only staff see, and what says how the server is.
_LEFT_OUT = re.compile(r"/(?:admin|healthz|readyz|metrics)(?:/|$)")
NOT_FOUND = "404.html"


class NotInCopies(ValueError):
    """The address is none of which a copy has a file."""


def file_of(address: str) -> str:
    """Return the file for an address of the site: a path with or without a query. Raises NotInCopies.

    >>> file_of("/"), file_of("/charts/emerging-district/1.2/"), file_of("/charts/emerging-district/chart.csv")
    ('index.html', 'charts/emerging-district/1.2/index.html', 'charts/emerging-district/chart.csv')
    >>> file_of("/job-descriptions/network-analyst/word/")
    'job-descriptions/network-analyst/network-analyst.docx'
    >>> file_of("/job-descriptions/network-analyst/changes/?from=1&to=2")
    'job-descriptions/network-analyst/changes/from-1-to-2.html'
    """
    path, _, query = address.partition("?")
    if not _PATHS.fullmatch(path) or _LEFT_OUT.match(path) or "/.." in path:
        raise NotInCopies(address)
    for pattern, name in _DOWNLOADS:
        found = pattern.fullmatch(path)
        if found and not query:
            return found.expand(name)
    if query:
        if not _QUERIES.fullmatch(query) or not path.endswith("/"):
            raise NotInCopies(address)
        return f"{path[1:]}{re.sub('[=&]', '-', query)}.html"
    return f"{path[1:]}index.html" if path.endswith("/") else path[1:]


def is_page(file: str) -> bool:
    """Say whether a file is a page, which has links of its own."""
    return file.endswith(".html")


@dataclass(frozen=True, slots=True)
class Links:
    """How the files of a copy point to each other.

    ``url`` is where the copy will be reached, without a slash at the end. With ``index_links``, ``index.html`` is
    written out: for folders opened from a disk and for servers that do not look for it.
    """

    url: str
    index_links: bool = False

    def between(self, here: str, there: str) -> str:
        """Return the link from the file ``here`` to the file ``there``.

        Links are relative, so that a copy works under any path; only the page for what is not found, which a server
        sends for any address, needs whole paths.

        >>> Links("https://example.org").between("charts/a/1.2/index.html", "about/index.html")
        '../../../about/'
        >>> Links("https://example.org", index_links=True).between("about/index.html", "about/index.html")
        'index.html'
        >>> Links("https://example.org/staffing").between("404.html", "about/index.html")
        '/staffing/about/'
        """
        if here == NOT_FOUND:
            return f"/{self._shown(there)}" if self.root == "/" else f"{self.root}{self._shown(there)}"
        folder = posixpath.dirname(here) or "."
        shown = self._shown(there)
        link = posixpath.relpath(shown or ".", folder)
        if shown == "" or shown.endswith("/"):
            link += "/"
        # A first part with a colon would be taken for a scheme; none of our files has one.
        return link

    def public(self, file: str) -> str:
        """Return the whole public address of a file."""
        return f"{self.url}/{self._shown(file)}"

    @property
    def root(self) -> str:
        """The path of the copy on its host, with a slash at both ends."""
        path = self.url.partition("://")[2].partition("/")[2]
        return f"/{path}/" if path else "/"

    def _shown(self, file: str) -> str:
        if not self.index_links and (file == "index.html" or file.endswith("/index.html")):
            return file.removesuffix("index.html")
        return file

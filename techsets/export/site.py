"""Making a copy of the public site: from the first page along all links, each page as the site itself makes it."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin

from django.conf import settings
from django.templatetags.static import static

from orgcharts.changes.former_numbers import list_former_addresses
from techsets.export import searchindex, servers, statics
from techsets.export.addresses import NOT_FOUND, Links, NotInCopies, file_of, is_page
from techsets.export.folder import Folder
from techsets.export.markup import rewrite
from techsets.export.visitor import NotPublic, Visitor, connections_kept
from techsets.server.transactions import snapshot
from techsets.web.context import ExportTarget
from techsets.web.security_txt import has_security_contact

#: Whence all other pages are reached.
_BEGINNINGS = ("/", "/search/")
#: What a copy below a path cannot have: it is looked for at the beginning of a host alone.
SECURITY = "/.well-known/security.txt"
#: Files that are written once, whoever links to them: a link in a text stays as it is.
_WRITTEN_ONCE = frozenset(("/sitemap.xml", "/robots.txt", "/favicon.ico", SECURITY))
_LOCATION = re.compile(r"<loc>https?://[^/<]+(/[^<]*)</loc>")
_DISPOSITION = re.compile(r"""filename="([^"]+)"$""")


class ExportFailed(Exception):
    """The copy would not be whole; the message says why."""


@dataclass
class _Copy:
    folder: Folder
    links: Links
    visitor: Visitor
    progress: Callable[[int], None]
    waiting: deque[str] = field(default_factory=deque)
    #: The name under which a reader saves the download at an address; None where there is no such download.
    downloads: dict[str, str | None] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    statics: set[str] = field(default_factory=set)
    #: Why readers cannot have what links in texts lead to, by its address; empty where they can.
    looked_at: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def export(folder: Folder, links: Links, progress: Callable[[int], None] = lambda count: None) -> list[str]:
    """Write the whole public site into ``folder`` and return sentences about what could not be copied.

    Everything comes from one state of the database. ``progress`` is called with the number of files, now and then.
    Raises ExportFailed where a page that the site links to cannot be had. What only somebody's text links to may be
    missing: such a link stays as it is, and is told.
    """
    with snapshot(), connections_kept():
        index = searchindex.write(folder, links)
        copy = _Copy(folder, links, Visitor(ExportTarget(links.url, index)), progress)
        try:
            _pages(copy)
            _others(copy)
        except NotPublic as error:
            raise ExportFailed(str(error)) from error
    _statics(copy)
    return copy.problems


def _pages(copy: _Copy) -> None:
    """Write the pages, from the first along all links and through the sitemap."""
    servers.write(copy.folder, copy.links)
    with copy.visitor.get("/sitemap.xml") as sitemap:
        text = sitemap.text()
    for address in (*_BEGINNINGS, *_LOCATION.findall(text)):
        _await(copy, address)
    copy.folder.put(
        "sitemap.xml",
        _LOCATION.sub(lambda found: f"<loc>{copy.links.public(file_of(found[1]))}</loc>", text).encode(),
    )
    _moved(copy)
    while copy.waiting:
        address = copy.waiting.popleft()
        with copy.visitor.get(address) as answer:
            if answer.kind != "text/html":
                raise ExportFailed(f"{address} is a page by its address, but the site answers with {answer.kind}.")
            _put_page(copy, address, file_of(address), answer.text())
        if len(copy.folder.files) % 100 == 0:
            copy.progress(len(copy.folder.files))


def _moved(copy: _Copy) -> None:
    """Write a small page at each address of a position that has moved on, where the site would redirect.

    A plain web server may know of no redirects: the page leads on at once by itself (WCAG 2.2, technique H76), and has
    a link.
    """
    for address in list_former_addresses():
        with copy.visitor.get(address, status=302) as answer:
            there = answer.headers["location"]
        file = file_of(address)
        context = {
            "there": there,
            "number": there.rstrip("/").rpartition("/")[2],
            "formerly": address.rstrip("/").rpartition("/")[2],
            "refresh": copy.links.between(file, file_of(there)),
        }
        _put_page(copy, address, file, copy.visitor.render("export/moved.html", address, context))


def _others(copy: _Copy) -> None:
    """Write what no page links to."""
    with copy.visitor.get(f"/{NOT_FOUND}", status=404) as answer:
        _put_page(copy, f"/{NOT_FOUND}", NOT_FOUND, answer.text())
    if copy.waiting:
        raise ExportFailed(f"Only the page for what is not found links to {copy.waiting[0]}.")
    with copy.visitor.get("/robots.txt") as answer:
        copy.folder.put("robots.txt", answer.parts)
    if copy.links.root == "/" and has_security_contact():
        with copy.visitor.get(SECURITY, marked=False) as answer:  # No cache of ours keeps it.
            copy.folder.put(SECURITY[1:], answer.parts)
    icon = static("favicon.ico").removeprefix(settings.STATIC_URL)
    copy.folder.put("favicon.ico", statics.read(icon))


def _await(copy: _Copy, address: str) -> None:
    if address not in copy.known:
        copy.known.add(address)
        copy.waiting.append(address)


def _put_page(copy: _Copy, address: str, file: str, markup: str) -> None:
    """Write a page whose links lead to files, and see to it that these are written."""

    def change(tag: str, attribute: str, value: str) -> dict[str, str | None] | None:
        absolute = value.startswith(f"{copy.links.url}/")
        if (attribute == "content" or tag == "form") and not (absolute or value.startswith("/")):
            return None
        site_path = "/" + value.removeprefix(f"{copy.links.url}/") if absolute else value
        if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#", site_path) or not value:
            return None
        target, hash_sign, fragment = urljoin(address, site_path).partition("#")
        # The site's own links are relative or, in the head, no <a>: this one somebody wrote into a text.
        if absolute and tag == "a" and (stays := _as_written(copy, target)) is not None:
            problem = (
                f"{address} has a link to {value} in its text, which readers cannot follow. {stays} The link is left "
                "as it is; correct it in the text."
            )
            if stays and problem not in copy.problems:
                copy.problems.append(problem)
            return None
        if target.startswith(settings.STATIC_URL):
            name = target.removeprefix(settings.STATIC_URL)
            copy.statics.add(name)
            return None if absolute else {attribute: copy.links.between(file, f"static/{name}")}
        try:
            there = file_of(target)
        except NotInCopies as error:
            if absolute:
                return None
            raise ExportFailed(f"{address} links to {value}, of which a copy has no file.") from error
        if absolute and tag != "a":
            return {attribute: copy.links.public(there)}
        changes: dict[str, str | None] = {attribute: copy.links.between(file, there) + hash_sign + fragment}
        if is_page(there):
            _await(copy, target)
        elif (name := _download(copy, target, there)) is None:
            changes = {attribute: None, "download": None}
        elif name:
            changes["download"] = name
        return changes

    def words(text: str) -> str:
        # Addresses in structured data and in print.
        return whole.sub(public, text) if copy.links.index_links else text

    def public(found: re.Match[str]) -> str:
        try:
            return copy.links.public(file_of(found[1]))
        except NotInCopies:  # Somebody wrote it into a text.
            return found[0]

    whole = re.compile(re.escape(copy.links.url) + r"(/(?:[\w.-]+/)*)(?=[\s\"<]|$)")
    copy.folder.put(file, rewrite(markup, change, words).encode())


def _as_written(copy: _Copy, target: str) -> str | None:
    """Return None for an address in a text that the copy has a file for; else why not, for people, or nothing."""
    if target.startswith(settings.STATIC_URL):
        try:
            statics.read(target.removeprefix(settings.STATIC_URL))
        except (OSError, ValueError):
            return "The site has no such file."
        return None
    try:
        file = file_of(target)
    except NotInCopies:
        return ""
    if f"/{file}" in _WRITTEN_ONCE:
        return ""
    if target in copy.known or copy.downloads.get(target) is not None:
        return None
    if target not in copy.looked_at:
        try:
            with copy.visitor.get(target) as answer:
                good = not is_page(file) or answer.kind == "text/html"
                copy.looked_at[target] = "" if good else f"The site answers {target} with {answer.kind}."
        except NotPublic as error:
            copy.looked_at[target] = str(error)
    return copy.looked_at[target] or None


def _download(copy: _Copy, address: str, file: str) -> str | None:
    """Write the file at ``address``, once; return the name under which it is saved, None where there is none."""
    if address not in copy.downloads:
        try:
            with copy.visitor.get(address) as answer:
                copy.folder.put(file, answer.parts)
                name = _DISPOSITION.search(answer.headers.get("content-disposition", ""))
                copy.downloads[address] = name[1] if name else ""
        except NotPublic as error:
            # A file that is missing takes no page away, here as on the site.
            copy.problems.append(f"{error} Pages name it without a link. manage.py verify says what to do.")
            copy.downloads[address] = None
    return copy.downloads[address]


def _statics(copy: _Copy) -> None:
    waiting, done = deque(sorted(copy.statics)), set()
    while waiting:
        name = waiting.popleft()
        if name in done:
            continue
        done.add(name)
        data = statics.read(name)
        copy.folder.put(f"static/{name}", data)
        waiting.extend(statics.used_by(name, data))

"""The pages of the site's own that can be found: those with a template and an address, but no object."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.template import RequestContext, TemplateDoesNotExist
from django.template.loader_tags import BlockNode
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.html import strip_tags

from techsets.search.contents import Content, flow
from techsets.search.models import Kind

_BLOCK_END = re.compile(
    r"</(?:p|h[1-6]|li|dt|dd|th|td|caption|figcaption|blockquote|summary)>|<br\s*/?>", re.IGNORECASE
)
#: Also paragraphs with figures that change with each chart: nobody looks for them, and the entry would be outdated.
_UNREAD = re.compile(r"<(script|style|svg)\b.*?</\1\s*>|<p\b[^>]* data-nosnippet>.*?</p>", re.IGNORECASE | re.DOTALL)
_MAIN = re.compile(r"<main\b[^>]*>(.*)</main\s*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the site's own: a number that stays with it for good, its name, and the name of its address."""

    number: int
    title: str
    address: str


PAGES = (
    Page(3, "K-12 School District Technology Organization Charts", "home"),
    Page(1, "About, sources and permission", "about"),
    Page(2, "Accessibility", "accessibility"),
    Page(4, "Roles the original lists do not have", "roles-added"),
)


def contents() -> Iterator[Content]:
    """Yield what can be found of each page that the site has; a page without address or template is left out."""
    for page in PAGES:
        try:
            text = _text(reverse(page.address))
        except (NoReverseMatch, TemplateDoesNotExist):
            continue
        yield Content(Kind.PAGE, page.number, page.title, (), text)


def _text(address: str) -> str:
    """Return the words of the main part of the page at ``address``.

    Only that part is rendered: the frame around it asks for files that may not have been collected yet.
    Raises TemplateDoesNotExist.
    """
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", address, address
    view = resolve(address)
    response = view.func(request, *view.args, **view.kwargs)
    if not isinstance(response, TemplateResponse):
        return _words(response.content.decode(response.charset))
    template = response.resolve_template(response.template_name).template
    for block in template.nodelist.get_nodes_by_type(BlockNode):
        if block.name == "main":
            context = RequestContext(request, response.context_data)
            with context.render_context.push_state(template), context.bind_template(template):
                return _words(block.render(context))
    return _words(response.render().content.decode(response.charset))


def _words(markup: str) -> str:
    """Return the words of HTML, a line for each block.

    >>> _words("<main><h1>About</h1><p>Fish &amp; chips</p></main>")
    'About; Fish & chips'
    """
    main = _MAIN.search(markup)
    markup = _UNREAD.sub(" ", main[1] if main else markup)
    return flow([html.unescape(strip_tags(_BLOCK_END.sub("\n", " ".join(markup.split()))))])

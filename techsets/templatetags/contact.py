"""The contact of whoever publishes the site."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from techsets.common import contact

register = template.Library()

register.filter("link_addresses", contact.link_addresses, is_safe=True)


@register.simple_tag(takes_context=True)
def feedback_link(context, title: str, number: str = "", version: int = 0) -> SafeString | str:
    """Return a paragraph with a link for readers who miss something; empty where no contact with an address is set.

    The subject of their message has the title and, of a document, its number and version.
    """
    subject = f"{number}, version {version}: {title}" if number else title
    uri = contact.feedback_uri(context.get("contact", ""), subject)
    return format_html('<p class="quiet"><a href="{}">Tell us what is wrong or missing</a></p>', uri) if uri else ""

"""Structured data (schema.org, as JSON-LD), breadcrumbs, and titles of pages."""

from __future__ import annotations

import json
import re
from typing import Any

from django import template
from django.template.defaultfilters import stringfilter
from django.utils.html import escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from jobdescriptions.models import Publication
from jobdescriptions.oews.tables import OccupationPay, describe_salaries
from jobdescriptions.published_text import PublishedText
from techsets.common.addresses import reverse

register = template.Library()

#: The classification that the codes of job descriptions come from.
SOC = {
    "@type": "CategoryCodeSet",
    "name": "Standard Occupational Classification 2018, used by O*NET",
    "url": "https://www.bls.gov/soc/2018/",
}

#: The same characters that Django's json_script escapes: nothing in a text can end the script element.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}

_TABLE = re.compile(r"<table\b|</table>")
#: A table's description is the first thing in it.
_CAPTION = re.compile(r"[^<>]*><caption>(.*?)</caption>", re.DOTALL)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def json_ld(value: Any) -> SafeString:
    """Return ``value`` as a JSON-LD script element, escaped so that no text can end it."""
    text = _ENCODER.encode(value).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


@register.simple_tag(takes_context=True)
def breadcrumbs(context, *trail):
    """Return breadcrumbs from the home page to this one, as HTML and as a schema.org BreadcrumbList.

    ``trail`` has names, each followed by its address (a string that begins with a slash) unless it is the page itself,
    objects with an address of their own, and lists of those.
    """
    crumbs = [["Home", reverse("home")]]
    for step in trail:
        for one in step if isinstance(step, list) else [step]:
            if hasattr(one, "get_absolute_url"):
                crumbs.append([str(one), one.get_absolute_url()])
            elif str(one).startswith("/") and not crumbs[-1][1]:
                crumbs[-1][1] = str(one)
            else:
                crumbs.append([str(one), ""])
    site_url = context.get("site_url", "")
    items = [
        {"@type": "ListItem", "position": place, "name": name, **({"item": site_url + address} if address else {})}
        for place, (name, address) in enumerate(crumbs, start=1)
    ]
    # The last step is the page itself: no link.
    crumbs[-1][1] = ""
    data = {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}
    steps = "".join(
        f'\n<li><a href="{escape(address)}">{escape(name)}</a></li>'
        if address
        else f'\n<li><span aria-current="page">{escape(name)}</span></li>'
        for name, address in crumbs
    )
    return mark_safe(f'<nav class="crumbs" aria-label="Breadcrumbs">\n<ol>{steps}\n</ol>\n</nav>\n{json_ld(data)}')


@register.simple_tag
def occupation(
    publication: Publication, text: PublishedText, address: str, pay: OccupationPay | None = None
) -> SafeString:
    """Return the job description as a schema.org Occupation (not a JobPosting: nobody is hiring).

    ``text`` is the publication's, ``address`` that of its page. ``pay`` are federal figures for the occupation. Figures
    of employers are left out: they are not the pay of the occupation.
    """
    content = text.content
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Occupation",
        "name": publication.title,
        "url": address,
    }
    if publication.summary:
        data["description"] = publication.summary
    if content["also_called"]:
        data["alternateName"] = content["also_called"]
    if content["soc_code"]:
        data["occupationalCategory"] = {
            "@type": "CategoryCode",
            "codeValue": content["soc_code"],
            "name": f"{content['soc_code']} {content['soc_title']}".strip(),
            "inCodeSet": SOC,
        }
    if pay and (salaries := describe_salaries(pay)):
        data["estimatedSalary"] = salaries
    return json_ld(data | text.properties)


@register.filter(is_safe=True)
@stringfilter
def wrap_tables(html: str, name: str = "") -> SafeString:
    """Return HTML of the subset with each table in a named, focusable, scrolling region.

    ``name`` precedes the table's caption in the name of the region.
    """
    out, depth, done = [], 0, 0
    for tag in _TABLE.finditer(html):
        if tag[0] == "</table>":
            depth -= 1
            if not depth:
                out.append(f"{html[done : tag.end()]}</div>")
                done = tag.end()
            continue
        if not depth:
            caption = _CAPTION.match(html, tag.end())
            words = strip_tags(caption[1]).partition(":")[0].replace('"', "&quot;") if caption else "Table"
            label = f"{escape(name)}: {words}" if name else words
            out.append(
                f'{html[done : tag.start()]}<div class="scroll" role="region" tabindex="0" aria-label="{label}">'
            )
            done = tag.start()
        depth += 1
    out.append(html[done:])
    return mark_safe("".join(out))


@register.simple_block_tag
def page_title(content):
    """Return the page title, with its Open Graph copy."""
    words = mark_safe(" ".join(content.split()))
    return format_html('<title>{}</title><meta property="og:title" content="{}">', words, words)


@register.simple_block_tag
def page_description(content):
    """Return the page description, with its Open Graph copy."""
    words = mark_safe(" ".join(content.split()))
    return format_html(
        '<meta name="description" content="{}"><meta property="og:description" content="{}">', words, words
    )

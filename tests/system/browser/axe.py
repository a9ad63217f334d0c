"""What axe-core finds on a page: at both widths and in both color schemes, and no rule twice on what looks the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

#: The rules that look at colors (axe-core, tag cat.color, level AA). All others find the same in either scheme.
COLORS = ["color-contrast", "link-in-text-block"]
#: Scheme, width and rules: colors are looked at in both schemes at both widths, everything else at both widths.
LOOKS = (
    ("light", 1280, None),
    ("dark", 1280, COLORS),
    ("dark", 320, None),
    ("light", 320, COLORS),
)
#: Hands over what was found alone: what passed is ten times as much, which would all be copied out of the browser.
RUN = "([context, options]) => axe.run(context || document, options).then((results) => results.violations)"


@cache
def _script() -> str:
    from axe_playwright_python.sync_playwright import Axe

    return Axe().axe_script


def violations(page, rules: list[str] | None = None, context=None) -> list[dict]:
    """Return what axe finds, one dictionary for each rule, by these rules or by all that are on."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{_script()};0")
    # No page has a frame, and no rule that is on needs style sheets or media to be fetched anew.
    options = {"resultTypes": ["violations"], "iframes": False, "preload": False}
    return page.evaluate(RUN, [context, options | ({"runOnly": rules} if rules else {})])


def findings(page, where: str = "", rules: list[str] | None = None, context=None) -> list[tuple]:
    """Return what axe finds, one tuple for each element: where, the rule, and the element."""
    found = violations(page, rules, context)
    return [(where or page.url, one["id"], node["html"][:160]) for one in found for node in one["nodes"]]


def looks(page) -> Iterator[tuple[str, int, list[str] | None]]:
    """Show the page in each of ``LOOKS``, one after the other, and yield it: scheme, width, rules."""
    for scheme, width, rules in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        yield scheme, width, rules


def findings_in_all_looks(page, context=None) -> list[tuple]:
    """Return what axe finds on the page as it is now, in each of ``LOOKS``."""
    return [
        found
        for scheme, width, rules in looks(page)
        for found in findings(page, f"{page.url}, {scheme}, {width}", rules, context)
    ]

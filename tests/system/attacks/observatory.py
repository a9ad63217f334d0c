"""How many points the HTTP Observatory gives, by its own table.

Source: mdn/mdn-http-observatory, ``src/grader/charts.js`` and ``src/analyzer/tests/``, as of 2026. Only what can be
seen of one site without the network is here: nobody is on the list of preloaded hosts, and certificates are valid.
"""

from __future__ import annotations

import re
from http.cookies import SimpleCookie

from lxml import html

#: Bonuses count only if the site has so many points without them.
LEAST_FOR_BONUSES = 90
_BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
_INLINE = {"'unsafe-inline'", "data:"}
_PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
_UNSAFE_REFERRERS = {"origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"}


def points(page, redirect, host: str) -> dict[str, tuple[str, int]]:
    """Return the result and its points of each of the Observatory's tests.

    ``page`` is the answer by https, ``redirect`` the one by http, each with ``status``, ``all(name)`` and ``body``.
    """
    policy = _policy(page)
    return {
        "content-security-policy": _content(policy),
        "cookies": _cookies(page),
        "cross-origin-resource-sharing": _sharing(page),
        "cross-origin-resource-policy": _resources(page),
        "redirection": _redirection(redirect, host),
        "referrer-policy": _referrers(page),
        "strict-transport-security": _transport(page),
        "subresource-integrity": _integrity(page),
        "x-content-type-options": _sniffing(page),
        "x-frame-options": _frames(page, policy),
    }


def score(found: dict[str, tuple[str, int]]) -> int:
    """Return the score: 100, less all penalties, and if that leaves 90, with all bonuses."""
    total = 100 + sum(count for _, count in found.values() if count < 0)
    if total >= LEAST_FOR_BONUSES:
        total += sum(count for _, count in found.values() if count > 0)
    return max(0, total)


def _first(page, name: str) -> str:
    return next(iter(page.all(name)), "").strip()


def _policy(page) -> dict[str, set[str]] | None:
    """Return the directives of the policy; None where there is none; {} where it is invalid (one twice, or several)."""
    given = page.all("content-security-policy")
    if not given:
        return None
    directives: dict[str, set[str]] = {}
    for part in given[0].split(";") if len(given) == 1 and "," not in given[0] else ["", "twice", "twice"]:
        name, *sources = part.lower().split() or [""]
        if name in directives:
            return {}
        if name:
            directives[name] = set(sources) or {"'none'"}
    return directives


def _content(policy) -> tuple[str, int]:
    if policy is None:
        return "csp-not-implemented", -25
    if not policy:
        return "csp-header-invalid", -25
    fallback = policy.get("default-src", {"*"})
    script, style = policy.get("script-src", fallback), policy.get("style-src", fallback)
    objects = policy.get("object-src", fallback)
    passive = policy.get("img-src", fallback) | policy.get("media-src", fallback)
    active = set().union(*(sources for name, sources in policy.items() if name not in {"img-src", "media-src"}))
    if script & (_BROAD | _INLINE) or objects & _BROAD:
        return "csp-implemented-with-unsafe-inline", -20
    if any(source.startswith(("http:", "ftp:")) for source in active | script):
        return "csp-implemented-with-insecure-scheme", -20
    if "'unsafe-eval'" in script | style:
        return "csp-implemented-with-unsafe-eval", -10
    if any(source.startswith(("http:", "ftp:")) for source in passive):
        return "csp-implemented-with-insecure-scheme-in-passive-content-only", -10
    if style & (_BROAD | _INLINE):
        return "csp-implemented-with-unsafe-inline-in-style-src-only", 0
    if policy.get("default-src") == {"'none'"}:
        return "csp-implemented-with-no-unsafe-default-src-none", 10
    return "csp-implemented-with-no-unsafe", 5


def _cookies(page) -> tuple[str, int]:
    """Only what a site with HSTS can get, and the worst of its cookies counts."""
    jar = SimpleCookie()
    for value in page.all("set-cookie"):
        jar.load(value)
    if not jar:
        return "cookies-not-found", 0
    results = []
    for name, cookie in jar.items():
        session = "sess" in name.lower() or "login" in name.lower()
        same = cookie["samesite"].lower()
        if session and not cookie["httponly"]:
            results.append(("cookies-session-without-httponly-flag", -30))
        if same not in {"", "lax", "strict", "none"} or (same == "none" and not cookie["secure"]):
            results.append(("cookies-samesite-flag-invalid", -20))
        if "csrf" in name.lower() and not same:
            results.append(("cookies-anticsrf-without-samesite-flag", -20))
        if not cookie["secure"]:
            results.append(
                ("cookies-session-without-secure-flag-but-protected-by-hsts", -10)
                if session
                else ("cookies-without-secure-flag-but-protected-by-hsts", -5)
            )
    if results:
        return min(results, key=lambda result: result[1])
    if all(cookie["samesite"] for cookie in jar.values()):
        return "cookies-secure-with-httponly-sessions-and-samesite", 5
    return "cookies-secure-with-httponly-sessions", 0


def _sharing(page) -> tuple[str, int]:
    if not page.all("access-control-allow-origin"):
        return "cross-origin-resource-sharing-not-implemented", 0
    if _first(page, "access-control-allow-credentials").lower() == "true":
        return "cross-origin-resource-sharing-implemented-with-universal-access", -50
    return "cross-origin-resource-sharing-implemented-with-public-access", 0


def _resources(page) -> tuple[str, int]:
    name = "cross-origin-resource-policy"
    value = _first(page, name).lower()
    if not value:
        return f"{name}-not-implemented", 0
    kinds = {"same-origin": 10, "same-site": 10, "cross-origin": 0}
    return (f"{name}-implemented-with-{value}", kinds[value]) if value in kinds else (f"{name}-header-invalid", -5)


def _redirection(answer, host: str) -> tuple[str, int]:
    target = _first(answer, "location")
    if answer.status not in {301, 302, 303, 307, 308}:
        return "redirection-missing", -20
    if not target.startswith("https://"):
        return "redirection-not-to-https", -20
    if not re.match(rf"https://{re.escape(host)}(/|$)", target):
        return "redirection-off-host-from-http", -5
    return "redirection-to-https", 0


def _referrers(page) -> tuple[str, int]:
    values = [part.strip().lower() for value in page.all("referrer-policy") for part in value.split(",")]
    known = [value for value in values if value in _PRIVATE | _UNSAFE_REFERRERS]
    if not values:
        return "referrer-policy-not-implemented", 0
    if not known:
        return "referrer-policy-header-invalid", -5
    return ("referrer-policy-private", 5) if known[-1] in _PRIVATE else ("referrer-policy-unsafe", -5)


def _transport(page) -> tuple[str, int]:
    value = _first(page, "strict-transport-security").lower()
    if not value:
        return "hsts-not-implemented", -20
    age = re.search(r"(?:^|;)\s*max-age=(\d+)", value)
    if age is None or "," in value:
        return "hsts-header-invalid", -20
    if int(age[1]) < 15_552_000:
        return "hsts-implemented-max-age-less-than-six-months", -10
    return "hsts-implemented-max-age-at-least-six-months", 0


def _integrity(page) -> tuple[str, int]:
    if not _first(page, "content-type").startswith(("text/html", "application/xhtml+xml")):
        return "sri-not-implemented-response-not-html", 0
    scripts = html.fromstring(page.body).xpath("//script")
    if not scripts:
        return "sri-not-implemented-but-no-scripts-loaded", 0
    sources = [(script.get("src"), script.get("integrity")) for script in scripts if script.get("src")]
    foreign = [(source, sum_) for source, sum_ in sources if source.startswith(("http:", "https:", "//"))]
    if any(source.startswith(("http:", "//")) for source, _ in foreign):
        return "sri-not-implemented-and-external-scripts-not-loaded-securely", -50
    if any(not sum_ for _, sum_ in foreign):
        return "sri-not-implemented-but-external-scripts-loaded-securely", -5
    if any(sum_ for _, sum_ in sources):
        return "sri-implemented-and-all-scripts-loaded-securely", 5
    return "sri-not-implemented-but-all-scripts-loaded-from-secure-origin", 0


def _sniffing(page) -> tuple[str, int]:
    value = _first(page, "x-content-type-options").lower()
    if value == "nosniff":
        return "x-content-type-options-nosniff", 0
    return f"x-content-type-options-{'header-invalid' if value else 'not-implemented'}", -5


def _frames(page, policy) -> tuple[str, int]:
    if policy and "frame-ancestors" in policy:
        return "x-frame-options-implemented-via-csp", 5
    value = _first(page, "x-frame-options").lower()
    if value in {"deny", "sameorigin"}:
        return "x-frame-options-sameorigin-or-deny", 0
    return f"x-frame-options-{'header-invalid' if value else 'not-implemented'}", -20

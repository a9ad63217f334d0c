"""Pieces of settings that let servers send a copy as the site itself sends its pages: headers, errors, caching."""

from __future__ import annotations

from collections.abc import Mapping

from techsets.export.addresses import NOT_FOUND, Links
from techsets.export.folder import ABOUT, Folder
from techsets.web.headers import IMMUTABLE, REVALIDATE, security_headers

#: What never changes; anything else is asked for again each time, and mostly not sent again.
NAMED_AFTER_CONTENTS = ("static/", "search/texts/")


def write(folder: Folder, links: Links) -> None:
    """Write ``_headers`` (Netlify, Cloudflare Pages), and pieces for nginx and Caddy, with the site's own headers."""
    security = security_headers(https=links.url.startswith("https://"))
    folder.put("_headers", _headers(links, security).encode())
    folder.put(f"{ABOUT}/nginx.conf", _nginx(links, security).encode())
    folder.put(f"{ABOUT}/Caddyfile", _caddy(links, security).encode())


def _headers(links: Links, security: Mapping[str, str]) -> str:
    lines = [f"{links.root}*", *(f"  {name}: {value}" for name, value in security.items())]
    for path in NAMED_AFTER_CONTENTS:
        lines += [f"{links.root}{path}*", f"  Cache-Control: {IMMUTABLE}"]
    return "\n".join(lines) + "\n"


def _nginx(links: Links, security: Mapping[str, str]) -> str:
    root = links.root
    added = "\n".join(f'    add_header {name} "{value}" always;' for name, value in security.items())
    inner = added.replace("    add", "        add")
    named = "|".join(NAMED_AFTER_CONTENTS)
    return f"""# For a server block of nginx: the copy in /srv/site under the path {root}
# With --compress, add "gzip_static on;". Over https, add the header Strict-Transport-Security if it is not below.
    charset utf-8;
    charset_types text/plain text/xml text/css text/javascript application/json text/csv;
    server_tokens off;
    types {{
        {_types("        ")}
    }}
    location {root} {{
        {"root /srv/site;" if root == "/" else "alias /srv/site/;"}
        index index.html;
        error_page 404 {root}{NOT_FOUND};
        add_header Cache-Control "{REVALIDATE}";
{inner}
    }}
    # Named after their contents: they never change.
    location ~ ^{root}((?:{named}).+)$ {{
        alias /srv/site/$1;
        error_page 404 {root}{NOT_FOUND};
        add_header Cache-Control "{IMMUTABLE}";
{inner}
    }}
    location {root}{ABOUT}/ {{ return 404; }}
"""


def _types(indent: str) -> str:
    types = {
        "text/html": "html",
        "text/css": "css",
        "text/javascript": "js",
        "text/plain": "txt",
        "text/csv": "csv",
        "text/xml": "xml",
        "application/json": "json",
        "image/svg+xml": "svg",
        "image/png": "png",
        "image/x-icon": "ico",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    }
    return f"\n{indent}".join(f"{kind} {ending};" for kind, ending in types.items())


def _caddy(links: Links, security: Mapping[str, str]) -> str:
    host = links.url.partition("://")[2].partition("/")[0]
    root = links.root
    inside = "\n".join(f'\t\t\t{name} "{value}"' for name, value in security.items())
    named = " ".join(f"/{path}*" for path in NAMED_AFTER_CONTENTS)
    return f"""# A Caddyfile: the copy in /srv/site at {links.url}/
{host} {{
\thandle_path {root}* {{
\t\troot * /srv/site
\t\t@named path {named}
\t\t@about path /{ABOUT}/*
\t\theader {{
\t\t\tCache-Control "{REVALIDATE}"
{inside}
\t\t\t-Server
\t\t}}
\t\theader @named Cache-Control "{IMMUTABLE}"
\t\terror @about 404
\t\tfile_server {{
\t\t\tprecompressed br gzip
\t\t}}
\t}}
\thandle_errors {{
\t\troot * /srv/site
\t\trewrite * /{NOT_FOUND}
\t\tfile_server
\t}}
}}
"""

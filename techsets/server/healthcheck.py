"""For containers: ``python -m techsets.server.healthcheck`` exits with 0 if the site is alive, else with 1."""

from __future__ import annotations

import http.client
import os
import sys


def is_alive(port: int, seconds: float = 4) -> bool:
    """Say whether the site on local ``port`` answers /healthz within ``seconds``."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        # As a proxy that ends TLS would ask: without it, a site with an https address redirects.
        connection.request("GET", "/healthz", headers={"X-Forwarded-Proto": "https", "Connection": "close"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_alive(int(os.environ.get("PORT", "").strip() or "8000")) else 1)

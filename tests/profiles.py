"""How many examples hypothesis tries: few for daily work, many where ``HYPOTHESIS_PROFILE=thorough`` is set.

Hypothesis's own option ``--hypothesis-profile=thorough`` chooses, too. Tests name no number of their own, only a share
of the profile's where one example costs much more or less than usual.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

SMALL, THOROUGH = "small", "thorough"


def register_profiles() -> None:
    """Register both profiles and load the one for this run."""
    settings.register_profile(
        SMALL,
        max_examples=20,
        # The machine may be busy with other tests: time is measured by tests/benchmarks.
        deadline=None,
        # Other examples every time, and a line that brings a failed one back. (Under CI hypothesis would fix them.)
        derandomize=False,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    settings.register_profile(THOROUGH, settings.get_profile(SMALL), max_examples=200)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or SMALL)


def examples(share: float = 1, **more) -> settings:
    """Return settings with ``share`` of the examples of the profile, at least one; ``more`` as hypothesis takes it."""
    return settings(max_examples=max(1, round(settings.default.max_examples * share)), **more)

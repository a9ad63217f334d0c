"""The object storage for Word files, if one is set."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from techsets.config import env, hosts
from techsets.server import timeouts

#: Names of buckets: Amazon S3 User Guide, "General purpose bucket naming rules".
_BUCKET = re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION = re.compile(r"[a-z0-9-]{1,40}")
_PREFIX = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")


def storage(environ: Mapping[str, str] = os.environ) -> dict[str, Any] | None:
    """Return the entry for Django's setting STORAGES, or None where files are kept in the data folder.

    Raises ImproperlyConfigured for invalid values, and for values without others that they need.
    """
    bucket = env.read("TECHSETS_S3_BUCKET", environ)
    endpoint = hosts.web_address("TECHSETS_S3_ENDPOINT", "https://minio.example.org:9000", environ)
    region = env.read("TECHSETS_S3_REGION", environ)
    prefix = env.read("TECHSETS_S3_PREFIX", environ).strip("/")
    key = env.read("AWS_ACCESS_KEY_ID", environ)
    secret = env.read("AWS_SECRET_ACCESS_KEY", environ)
    if not bucket:
        for name, value in (("ENDPOINT", endpoint), ("REGION", region), ("PREFIX", prefix)):
            if value:
                raise ImproperlyConfigured(
                    f"TECHSETS_S3_{name} is set, and TECHSETS_S3_BUCKET is not. Set TECHSETS_S3_BUCKET to the bucket "
                    f"that keeps the files, or leave both out to keep them in the data folder."
                )
        return None
    if not _BUCKET.fullmatch(bucket):
        raise ImproperlyConfigured(
            f"TECHSETS_S3_BUCKET is {bucket!r}. Set it to the name of a bucket alone: 3 to 63 lower-case letters, "
            f"digits, dots and hyphens, for example district-staffing."
        )
    if region and not _REGION.fullmatch(region):
        raise ImproperlyConfigured(f"TECHSETS_S3_REGION is {region!r}. Set it to a region, for example us-west-2.")
    if prefix and not _PREFIX.fullmatch(prefix):
        raise ImproperlyConfigured(
            f"TECHSETS_S3_PREFIX is {prefix!r}. Set it to letters, digits, - and _, for example techsets."
        )
    if bool(key) != bool(secret):
        raise ImproperlyConfigured(
            "Of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set. Set both, or leave both out where a role "
            "of this machine or a profile gives access."
        )
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint.geturl() if endpoint else None,
        "region_name": region or None,
        "location": prefix,
        "is_web": timeouts.is_web,  # Other processes, such as a backup, wait longer.
    }
    return {"BACKEND": "techsets.common.storage.object_storage.ObjectStorage", "OPTIONS": options}


def secrets(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return values that must not be logged."""
    return [env.read(name, environ) for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")]

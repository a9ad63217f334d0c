"""The texts of support models and of the site itself as plain values, and writing them back."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.safestring import SafeString, mark_safe

from orgcharts.changes.lock import changing
from orgcharts.models import Characteristic, OrgChart, SiteText, SupportModel
from orgcharts.signals import site_text_changed, support_model_changed

_HEADING = re.compile(r"(</?h)([3-6])>")

MODEL_FIELDS = ("name", "order", "lead", "summary")
TEXT_FIELDS = ("heading", "body", "note", "sources")


def read_texts(row: SupportModel | SiteText) -> dict[str, Any]:
    """Return the texts of ``row`` as JSON values; a support model's with ``characteristics`` in order.

    A characteristic is ``text``, ``note`` and, where it has them, ``sources``.
    """
    if isinstance(row, SiteText):
        return {name: getattr(row, name) for name in TEXT_FIELDS}
    values: dict[str, Any] = {name: getattr(row, name) for name in MODEL_FIELDS}
    rows = Characteristic.objects.filter(support_model=row).order_by("order", "pk")
    values["characteristics"] = [
        {"text": one.text, "note": one.note} | ({"sources": one.sources} if one.sources else {}) for one in rows
    ]
    return values


@transaction.atomic
def write_texts(row: SupportModel | SiteText, values: dict[str, Any]) -> None:
    """Save the texts ``values`` (see ``read_texts``) of ``row``; those that are missing, as in old states, stay.

    Raises ValidationError where one is not valid.
    """
    before = read_texts(row)
    for name in TEXT_FIELDS if isinstance(row, SiteText) else MODEL_FIELDS:
        setattr(row, name, values.get(name, before[name]))
    row.full_clean()
    row.save()
    if isinstance(row, SupportModel) and before["characteristics"] != values["characteristics"]:
        row.characteristics.all().delete()
        rows = [
            Characteristic(support_model=row, order=order, **one) for order, one in enumerate(values["characteristics"])
        ]
        for one in rows:
            one.clean_fields(exclude={"support_model"})
        Characteristic.objects.bulk_create(rows)
    type(row).objects.filter(pk=row.pk).update(revision=F("revision") + 1)
    row.refresh_from_db(fields=["revision"])
    send_texts_changed(row, before)


def render_body(text: SiteText) -> SafeString:
    """Return the body of a text in HTML for a page of its own, whose title is the only heading above those of the body.

    Stored bodies are in the form of ``word.html``, where headings begin with h3; here they begin with h2.
    """
    return mark_safe(_HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) - 1}>", text.body))


def send_texts_changed(row: SupportModel | SiteText, before: dict[str, Any]) -> None:
    """Send the signal that the texts of ``row`` have changed from ``before``."""
    after = read_texts(row)
    if isinstance(row, SiteText):
        site_text_changed.send(sender=SiteText, site_text=row, before=before, after=after)
        return
    support_model_changed.send(sender=SupportModel, support_model=row, before=before, after=after)
    chart = OrgChart.objects.filter(support_model=row).first()
    if chart is not None:
        with changing(chart):  # Its page shows them.
            pass

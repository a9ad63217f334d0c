"""Signals of the search."""

from django.dispatch import Signal

#: Sent with ``group=``, ``before=`` and ``after=`` (see ``synonym_changes``) after synonyms have changed. ``before`` is
#: None where they are new, ``after`` where they have been deleted.
synonyms_changed = Signal()

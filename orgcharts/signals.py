"""Signals about charts and texts, sent inside the transaction that made the change."""

from django.dispatch import Signal

#: Sent only by ``lock.send_chart_changed``, with ``chart=`` (an OrgChart with its new revision), after the chart or its
#: support model has changed. ``steps=`` are the steps of the journal (empty where only the support model has changed),
#: ``message=`` a sentence about them or empty. ``undoes=`` is the change of the history that this one undoes, or None;
#: nothing may have been left of it to undo.
chart_changed = Signal()

#: Sent with ``support_model=``, ``before=`` and ``after=`` (see ``texts``) after its texts have changed.
support_model_changed = Signal()

#: Sent with ``site_text=``, ``before=`` and ``after=`` (see ``texts``) after a text of the site itself has changed.
site_text_changed = Signal()

#: Sent with ``charts=`` (keys). Receivers return {key: (time of the last change, name of who made it)}.
last_changes_asked = Signal()

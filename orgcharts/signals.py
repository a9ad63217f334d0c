"""What the rest of the site may want to know about charts, sent inside the transaction that did it."""

from django.dispatch import Signal

#: Sent by ``lock.tell`` alone, with ``chart=`` (an OrgChart, with the revision that it has now) after anything in
#: the chart or its support model has changed. ``steps`` tells what was done to the chart (see ``journal``; empty where
#: only something beside it has changed), ``said`` the same in a sentence, where whoever did it had one. ``undoes`` is
#: the change of the history that this took back, or None; there may have been nothing left of it to take back.
chart_changed = Signal()

#: Sent with ``support_model=``, ``before=`` and ``after=`` (see ``texts``) after its texts have changed.
support_model_changed = Signal()

#: Sent with ``site_text=``, ``before=`` and ``after=`` (see ``texts``) after a text of the site itself has changed.
site_text_changed = Signal()

#: Sent with ``charts=`` (keys). Whoever keeps a history answers with {key: (when it was changed last, by whom)}.
last_changes_asked = Signal()

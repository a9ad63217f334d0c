"""Signals about job descriptions, sent inside the transaction of the change."""

from django.dispatch import Signal

#: Sent with ``job_description=`` after a new version was published.
published = Signal()

#: Sent with ``job_description=`` after it was unpublished.
unpublished = Signal()

#: Sent with ``clause=``, ``before=`` and ``after=`` (see ``clauses.editing.capture_clause``; None where it did not or
#: does not exist) after a clause of the library was added, edited or deleted.
clause_changed = Signal()

#: Sent with ``job_description=``, ``before=`` and ``after=`` (see ``drafts.capture_state``; None where it did not or
#: does not exist) and ``message=``, a sentence, after a draft was made, edited or deleted.
edited = Signal()

#: Sent after federal figures of what occupations are paid were brought in.
occupation_pay_changed = Signal()

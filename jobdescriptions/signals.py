"""What the rest of the site may want to know about job descriptions, sent inside the transaction that did it."""

from django.dispatch import Signal

#: Sent with ``job_description=`` after the public sees a new version.
published = Signal()

#: Sent with ``job_description=`` after it was taken away from the public.
unpublished = Signal()

#: Sent with ``job_description=``, ``before=`` and ``after=`` (see ``drafts.capture_state``; None where it did not or
#: does not exist) and ``said=``, a sentence, after a draft was made, edited or deleted.
edited = Signal()

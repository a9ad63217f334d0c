"""The state of parsing one document."""

from __future__ import annotations

from dataclasses import dataclass, field

from jobdescriptions.word.results import NOTICE, WARNING, Message
from jobdescriptions.word.understand.class_information import Facts


@dataclass(slots=True)
class ParseState:
    """The name of the district if known, and the facts and messages so far."""

    district: str = ""
    facts: Facts = field(default_factory=Facts)
    messages: list[Message] = field(default_factory=list)

    def add_warning(self, code: str, text: str) -> None:
        """Add a message about something that was not understood or not imported."""
        self.messages.append(Message(WARNING, code, text))

    def add_notice(self, code: str, text: str) -> None:
        """Add a message for information."""
        self.messages.append(Message(NOTICE, code, text))

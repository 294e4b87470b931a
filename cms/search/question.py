"""What somebody asks, read from what was typed; nothing that is typed is an error."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cms.search import vocabulary
from cms.search.keys import words


@dataclass(frozen=True)
class Question:
    """``words``: each of them, in one of its spellings, stands in the title or the text. Without words: everything.

    ``since`` is included, ``until`` is not. ``hub``: the hub's id; area, topic and language are codes. A language
    narrows every question without being one: it is no label, for nearly every entry has the same.
    ``shows``: what the entry must show of another source (``showing``).
    """

    words: tuple[tuple[str, ...], ...] = ()
    kind: str = ""
    hub: int | None = None
    area: str = ""
    topic: str = ""
    language: str = ""
    shows: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def labels(self) -> list[str]:
        """What an entry must be labelled with."""
        given = {"kind": self.kind, "hub": self.hub, "area": self.area, "topic": self.topic, "shows": self.shows}
        return [f"{name}={value}" for name, value in given.items() if value]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.labels or self.since or self.until)

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.is_narrowed

    @property
    def typed(self) -> list[str]:
        """The words as they were asked for, without their other spellings."""
        return [spellings[0] for spellings in self.words]

    def with_words(self, typed: str) -> Question:
        return replace(self, words=spelled(typed))


def spelled(typed: str) -> tuple[tuple[str, ...], ...]:
    """The words of ``typed``, each with the spellings that the word list knows."""
    return tuple(vocabulary.spellings(word) for word in words(typed))

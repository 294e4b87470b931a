"""What to ask instead when nothing was found: every suggestion finds something."""

from __future__ import annotations

from cms.search import vocabulary
from cms.search.engines import answered
from cms.search.question import Question

MOST_TRIED, MOST = 8, 4


def suggestions(question: Question) -> list[str]:
    """Words near to those asked for, fewer words, and parts of a long word; the filters stay. One statement."""
    tried = list(dict.fromkeys(one for one in _candidates(question.typed) if one != " ".join(question.typed)))
    tried = tried[:MOST_TRIED]
    answers = answered([question.with_words(one) for one in tried])
    return [one for one, found in zip(tried, answers, strict=True) if found][:MOST]


def _candidates(typed: list[str]) -> list[str]:
    nearest = [[*typed[:n], near, *typed[n + 1 :]] for n, word in enumerate(typed) for near in vocabulary.nearest(word)]
    fewer = [[*typed[:n], *typed[n + 1 :]] for n in range(len(typed))] if len(typed) > 1 else []
    parts = [[part] for word in typed for part in vocabulary.inside(word)]
    return [" ".join(one) for one in (*nearest, *fewer, *parts) if one]

"""Texts that residents hand in for a hub's site. The pages are a layer above and listen."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the transaction of the hand-in, with ``hub=``, ``author=`` (an account), ``title=``, ``text=`` and
# ``credit=``. A receiver makes the editors' draft of it, sends that to approval, and returns the draft's id.
article_handed_in = Signal()

# Sent when the author is forgotten, with ``pages=`` (ids as the receiver above gave them) and ``credit=`` (what may
# still stand under them). A receiver lets nothing of the page or of its versions name the author.
author_forgotten = Signal()

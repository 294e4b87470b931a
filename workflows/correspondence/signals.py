"""What this room tells the rooms above it, without knowing them."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the transaction that issued the letter, with ``letter=``; an exception undoes the issuing.
letter_issued = Signal()

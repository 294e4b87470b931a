"""What the ledger tells the rooms above it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent in the transaction in which ``entry`` says anew who took part, with ``groups=``: ids of groups of the register.
partners_kept = Signal()

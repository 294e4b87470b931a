"""What this room asks the rooms above it, without knowing them."""

from __future__ import annotations

from django.dispatch import Signal

# Asks, with ``hub=``, whether something refers to the hub by its code; a receiver answers True.
code_asked = Signal()
# Sent inside the transaction that gave ``hub`` a new name, with ``old=``.
hub_renamed = Signal()

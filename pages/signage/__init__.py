"""The screen at the hub: shows one thing after the other, nobody touches it."""

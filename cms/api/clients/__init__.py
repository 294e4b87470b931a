"""The published schema as a file, and clients written from it. ``make clients``."""

"""What the worker does for the pages; each room tells its own."""

from pages.print import handlers as _print  # noqa: F401

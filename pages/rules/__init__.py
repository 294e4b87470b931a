"""Content rules: when something happens to a page and conditions hold, the worker does what staff have chosen."""

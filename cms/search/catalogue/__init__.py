"""One catalogue over everything that has an entry, and over what only some may see (``beside``)."""

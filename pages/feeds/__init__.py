"""News, articles, events and issues as RSS and Atom."""

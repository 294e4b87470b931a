"""Secrets of links in mails: only their hash is kept, so that a copy of the database opens nothing."""

from __future__ import annotations

import hashlib
import secrets


def new() -> tuple[str, str]:
    """A secret for a link, and what is kept of it."""
    secret = secrets.token_urlsafe(32)
    return secret, kept(secret)


def kept(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

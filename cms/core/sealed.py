"""Secrets that this service has to read again: stored encrypted with the newest key, read with any accepted one.

The keys are derived from SECRET_KEY and SECRET_KEY_FALLBACKS, apart for every purpose.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_str


def cipher(purpose: str) -> MultiFernet:
    """Encrypts with SECRET_KEY; decrypts with it and each of SECRET_KEY_FALLBACKS."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [hashlib.sha256(f"{purpose}:{force_str(key)}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])

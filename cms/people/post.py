"""The way out for this app's mails.

Mails are written by a layer above this one; the setting MAIL_WRITER names its function, as
settings name every other exchangeable part, so that nothing here imports upward.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def send(*, to: str, template: str, context: dict[str, Any], about: str, key: str) -> None:
    """A mail to ``to`` is written in the caller's transaction and sent at once after it; once per ``key``."""
    import_string(settings.MAIL_WRITER)(to=to, template=template, context=context, about=about, key=key)

"""``check --deploy`` names what makes an installation unsafe, one sentence each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from cms.config.safety import problems


@register(Tags.security, deploy=True)
def installation_is_safe(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """One error per reason; production settings refuse to start for the same reasons."""
    values = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    found = problems(values, allow_sqlite=bool(values.get("ALLOW_SQLITE")))
    return [Error(sentence, id="kizuna.E001") for sentence in found]

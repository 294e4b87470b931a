"""The Django app that a kind of request is."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import AppConfig


class KindConfig(AppConfig):
    """Base of a kind's app: ``kind.py`` beside it holds ``kind``, which the engine finds by ``is_kind``.

    Name it through this module (``plugin.KindConfig``): Django takes every config that stands in an ``apps.py``.
    """

    default_auto_field = "django.db.models.BigAutoField"
    is_kind = True
    # Models of the kind whose rows the administrator keeps, as they keep programmes and calls.
    administered: tuple[str, ...] = ()
    # Models that public pages show → their columns that no page shows, see cms/cache.
    shown_publicly: Mapping[str, tuple[str, ...]] = {}

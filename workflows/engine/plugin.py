"""The Django app that a kind of request is."""

from __future__ import annotations

from django.apps import AppConfig


class KindConfig(AppConfig):
    """Base of a kind's app: ``kind.py`` beside it holds ``kind``, which the engine finds by ``is_kind``.

    Name it through this module (``plugin.KindConfig``): Django takes every config that stands in an ``apps.py``.
    """

    default_auto_field = "django.db.models.BigAutoField"
    is_kind = True

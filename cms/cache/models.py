"""The mark of what pages show. Written by the database's own triggers, in the transaction of each change."""

from __future__ import annotations

from django.db import models


class ContentChange(models.Model):
    """All rows together are the version. No row: nothing may be kept (see triggers.py).

    PostgreSQL has one row per changing transaction, so that nobody waits for anybody; SQLite, where one writes at a
    time, has one row with a new token.
    """

    id = models.BigIntegerField(primary_key=True)
    token = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.id}: {self.token}"

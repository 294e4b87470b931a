"""Ids in addresses: as large as a database keeps them."""

from __future__ import annotations

from typing import Annotated

from ninja import Path

from cms.api.v1.content.keyset import LARGEST

Id = Annotated[int, Path(ge=1, le=LARGEST)]

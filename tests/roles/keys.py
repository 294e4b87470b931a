"""Keys of the API in the world: one of the side's resident, one of its reviewer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from cms.api.models import ApiKey

if TYPE_CHECKING:
    from tests.roles.world import Side


def add_keys(side: Side) -> None:
    for name, user in (("own_key", side.user), ("staff_key", side.reviewer)):
        key = ApiKey.objects.create(
            user=user, name=f"{side.mark}のキー", scopes=["mine"], digest=f"{side.mark}{name}", beginning="kzn_abcdef",
            seal=user.get_session_auth_hash(), expires_at=timezone.now() + timedelta(days=30),
        )  # fmt: skip
        side.args[name] = {"pk": key.pk}

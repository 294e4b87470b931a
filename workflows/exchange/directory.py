"""Which groups are in the public directory; told by the room that keeps the profiles, above this one."""

from __future__ import annotations

from collections.abc import Callable

_finders: list[Callable[[int], bool]] = []


def use(finder: Callable[[int], bool]) -> None:
    """``finder`` says of a group's id whether its profile is public; called once, at the start."""
    _finders[:] = [finder]


def has_profile(group: int) -> bool:
    """Whether everybody reads the group's profile; without a directory nobody is in it."""
    return any(finder(group) for finder in _finders)

"""JSON as the shapes of the schema, and Python values as JSON. Names that a shape does not know are passed over."""

from __future__ import annotations

import dataclasses
import datetime
import types
import typing
import uuid
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin


class Unexpected(Exception):
    """The answer is not what the schema promises."""


def decode(shape: Any, value: Any) -> Any:
    """``value`` as ``shape``: a dataclass of ``shapes``, or what its fields are annotated with."""
    if shape is Any:
        return value
    if dataclasses.is_dataclass(shape):
        return _object(typing.cast(type, shape), value)
    origin, parts = get_origin(shape), get_args(shape)
    if origin in (Union, types.UnionType):
        return _one_of(parts, value)
    if origin is list:
        return [decode(parts[0], one) for one in _is(list, value)]
    if origin is dict:
        return {name: decode(parts[1], one) for name, one in _is(dict, value).items()}
    if origin is Literal:
        # A server newer than this client may know more values; they come as they are.
        return _is(type(parts[0]), value)
    if shape is None or shape is type(None):
        return None if value is None else _wrong(shape, value)
    return _plain(shape, value)


def _plain(shape: Any, value: Any) -> Any:
    try:
        if shape is datetime.datetime:
            return datetime.datetime.fromisoformat(_is(str, value))
        if shape is datetime.date:
            return datetime.date.fromisoformat(_is(str, value))
        if shape is uuid.UUID:
            return uuid.UUID(_is(str, value))
    except ValueError:
        _wrong(shape, value)
    if shape is float and type(value) is int:
        return float(value)
    return _is(shape, value)


def _object(shape: type, value: Any) -> Any:
    given = _is(dict, value)
    hints, made = _hints(shape), {}
    for field in dataclasses.fields(shape):
        name = field.metadata.get("name", field.name)
        if name in given:
            made[field.name] = decode(hints[field.name], given[name])
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise Unexpected(f"{shape.__name__} without “{name}”")
    return shape(**made)


def _one_of(parts: tuple[Any, ...], value: Any) -> Any:
    """The first that fits. Objects are told apart by their constant fields; one of an unknown kind stays a dict."""
    if value is None and type(None) in parts:
        return None
    for part in parts:
        if isinstance(value, dict) and dataclasses.is_dataclass(part) and not _is_kind(typing.cast(type, part), value):
            continue
        try:
            return decode(part, value)
        except Unexpected:
            continue
    return _wrong(parts, value)


def _is_kind(shape: type, value: dict[str, Any]) -> bool:
    constants = {name: get_args(hint) for name, hint in _hints(shape).items() if get_origin(hint) is Literal}
    return all(value.get(name) in allowed for name, allowed in constants.items() if len(allowed) == 1)


def _is(kind: Any, value: Any) -> Any:
    """``value`` when it is of exactly this type; a bool is no int."""
    return value if type(value) is kind else _wrong(kind, value)


def _wrong(kind: Any, value: Any) -> Any:
    raise Unexpected(f"{str(value)[:80]!r} is no {getattr(kind, '__name__', kind)}")


@cache
def _hints(shape: type) -> dict[str, Any]:
    return typing.get_type_hints(shape)


def encode(value: Any) -> Any:
    """What ``json`` can write."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = [(one.metadata.get("name", one.name), getattr(value, one.name)) for one in dataclasses.fields(value)]
        return {name: encode(one) for name, one in pairs}
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(name): encode(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [encode(one) for one in value]
    return value

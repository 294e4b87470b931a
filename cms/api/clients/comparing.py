"""What of a released schema a newer one breaks: whatever a client written for the old one would notice.

What is given and what is told are judged in opposite directions: a request may take more than before, never less; an
answer may tell more than before, never less. Sources: the rules of oasdiff and of openapi-diff, cut to what we use.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
LIMITS = {
    "maxLength": 1, "maximum": 1, "maxItems": 1, "exclusiveMaximum": 1, "maxProperties": 1,
    "minLength": -1, "minimum": -1, "minItems": -1, "exclusiveMinimum": -1, "minProperties": -1,
}  # fmt: skip
METHODS = ("get", "post", "put", "patch", "delete")


def breaks(old: Schema, new: Schema) -> list[str]:
    """One line for each, with the name of the rule first; empty when every old client goes on."""
    return list(dict.fromkeys(_Comparison(old, new).found()))


class _Comparison:
    def __init__(self, old: Schema, new: Schema) -> None:
        self.old, self.new = old, new
        self.seen: set[tuple[str, str, bool]] = set()

    def found(self) -> Iterator[str]:
        for path, operations in self.old["paths"].items():
            if path not in self.new["paths"]:
                yield f"path removed: {path}"
                continue
            for method in METHODS:
                if method not in operations:
                    continue
                place = f"{method.upper()} {path}"
                if method not in self.new["paths"][path]:
                    yield f"operation removed: {place}"
                    continue
                yield from self._operation(operations[method], self.new["paths"][path][method], place)

    def _operation(self, old: Schema, new: Schema, place: str) -> Iterator[str]:
        if old.get("operationId") != new.get("operationId"):
            yield f"operation renamed: {place} {old.get('operationId')} → {new.get('operationId')}"
        yield from self._security(old.get("security", []), new.get("security", []), place)
        yield from self._parameters(_parameters(old), _parameters(new), place)
        yield from self._body(old.get("requestBody"), new.get("requestBody"), place)
        yield from self._answers(old["responses"], new["responses"], place)

    def _security(self, old: list[Schema], new: list[Schema], place: str) -> Iterator[str]:
        if not old and new:
            yield f"sign-in needed now: {place}"
        for one in old:
            if new and one not in new:
                yield f"way of signing in removed: {place} {', '.join(one)}"

    def _parameters(self, old: dict[str, Schema], new: dict[str, Schema], place: str) -> Iterator[str]:
        for name, one in old.items():
            if name not in new:
                yield f"parameter removed: {place} {name}"
                continue
            if new[name].get("required") and not one.get("required"):
                yield f"parameter needed now: {place} {name}"
            yield from self._given(one["schema"], new[name]["schema"], f"{place} {name}")
        for name, one in new.items():
            if name not in old and one.get("required"):
                yield f"new needed parameter: {place} {name}"

    def _body(self, old: Schema | None, new: Schema | None, place: str) -> Iterator[str]:
        if old is None or new is None:
            if old is None and new is not None and new.get("required"):
                yield f"body needed now: {place}"
            if old is not None and new is None:
                yield f"body removed: {place}"
            return
        if new.get("required") and not old.get("required"):
            yield f"body needed now: {place}"
        for kind, about in old["content"].items():
            if kind not in new["content"]:
                yield f"kind of body removed: {place} {kind}"
            else:
                yield from self._given(about["schema"], new["content"][kind]["schema"], f"{place} body")

    def _answers(self, old: Schema, new: Schema, place: str) -> Iterator[str]:
        for status, answer in old.items():
            if status not in new:
                yield f"answer removed: {place} {status}"
                continue
            content, present = answer.get("content", {}), new[status].get("content", {})
            for kind, about in content.items():
                if kind not in present:
                    yield f"kind of answer removed: {place} {status} {kind}"
                else:
                    yield from self._told(about["schema"], present[kind]["schema"], f"{place} {status}")
        for status in new:
            if status not in old and status.startswith("2"):
                yield f"other answer than before: {place} {status}"

    def _given(self, old: Schema, new: Schema, place: str) -> Iterator[str]:
        yield from self._shape(old, new, place, is_told=False)

    def _told(self, old: Schema, new: Schema, place: str) -> Iterator[str]:
        yield from self._shape(old, new, place, is_told=True)

    def _shape(self, old: Schema, new: Schema, place: str, *, is_told: bool) -> Iterator[str]:
        """Where both are named shapes the name is the place, so that each is told once."""
        if "$ref" in old and "$ref" in new:
            mark = (old["$ref"], new["$ref"], is_told)
            if mark in self.seen:
                return
            self.seen.add(mark)
            place = f"{old['$ref'].rsplit('/', 1)[1]} ({'told' if is_told else 'given'})"
        before, after = _followed(old, self.old), _followed(new, self.new)
        many, others = _variants(before), _variants(after)
        if len(many) > 1 or len(others) > 1:
            yield from self._choice(many, others, place, is_told=is_told)
            return
        yield from self._one(before, after, place, is_told=is_told)

    def _choice(self, old: list[Schema], new: list[Schema], place: str, *, is_told: bool) -> Iterator[str]:
        """A value may be one of several shapes: fewer may be told, more may be given."""
        before = {_mark(one, self.old): one for one in old}
        after = {_mark(one, self.new): one for one in new}
        strange = set(after) - set(before) if is_told else set(before) - set(after)
        # A client keeps objects of a kind that it does not know as they are; everything else is a new type to it.
        for mark in sorted(strange):
            if not (is_told and mark.startswith("kind ")):
                yield f"{'type changed' if is_told else 'type no longer taken'}: {place} {mark}"
        for mark in sorted(set(before) - set(after)) if is_told else []:
            if mark.startswith("kind "):
                yield f"kind of object removed: {place} {mark.removeprefix('kind ')}"
        for mark in sorted(set(before) & set(after)):
            yield from self._shape(before[mark], after[mark], place, is_told=is_told)

    def _one(self, old: Schema, new: Schema, place: str, *, is_told: bool) -> Iterator[str]:
        if _type(old) != _type(new) and not (_type(new) == "any" and not is_told):
            yield f"type changed: {place} {_type(old)} → {_type(new)}"
            return
        yield from _values(old, new, place, is_told=is_told)
        if not is_told:
            yield from _narrowed(old, new, place)
        if "properties" in old or "properties" in new:
            yield from self._properties(old, new, place, is_told=is_told)
        for inner in ("items", "additionalProperties"):
            if isinstance(old.get(inner), dict) and isinstance(new.get(inner), dict):
                yield from self._shape(old[inner], new[inner], f"{place} each", is_told=is_told)

    def _properties(self, old: Schema, new: Schema, place: str, *, is_told: bool) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        was, needed = set(old.get("required", [])), set(new.get("required", []))
        for name, one in before.items():
            if name not in after:
                yield f"{'field of an answer' if is_told else 'input'} removed: {place} {name}"
                continue
            if is_told and name in was - needed:
                yield f"field of an answer may be missing now: {place} {name}"
            if not is_told and name in needed - was:
                yield f"input needed now: {place} {name}"
            yield from self._shape(one, after[name], f"{place} {name}", is_told=is_told)
        for name in after:
            if name not in before and name in needed and not is_told:
                yield f"new needed input: {place} {name}"


def _parameters(operation: Schema) -> dict[str, Schema]:
    return {f"{one['in']} {one['name']}": one for one in operation.get("parameters", [])}


def _followed(schema: Schema, whole: Schema) -> Schema:
    while "$ref" in schema:
        schema = whole["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def _variants(schema: Schema) -> list[Schema]:
    if isinstance(schema.get("type"), list):
        return [{**schema, "type": one} for one in schema["type"]]
    found: list[Schema] = schema.get("anyOf") or schema.get("oneOf") or [schema]
    return found


def _mark(schema: Schema, whole: Schema) -> str:
    """By which a variant is found again: the constant that tells it, or its type."""
    found = _followed(schema, whole)
    for name, one in sorted(found.get("properties", {}).items()):
        if "const" in one:
            return f"kind {name}={one['const']}"
    return f"{_type(found)} {found.get('format', '')}".strip()


def _type(schema: Schema) -> str:
    """The type with its format; a constant is a value of its type."""
    for value in [schema["const"]] if "const" in schema else schema.get("enum", [])[:1]:
        return {str: "string", bool: "boolean", int: "integer", float: "number"}.get(type(value), "any")
    kind = str(schema.get("type", "any"))
    return f"{kind} {schema['format']}" if "format" in schema else kind


def _values(old: Schema, new: Schema, place: str, *, is_told: bool) -> Iterator[str]:
    before, after = _allowed(old), _allowed(new)
    if before is None and after is not None and not is_told:
        yield f"values limited: {place}"
    # A new value in an answer is something that old clients do not know, but take as it is.
    for value in sorted(before - after) if before is not None and after is not None else []:
        yield f"value removed: {place} {value}"


def _allowed(schema: Schema) -> set[str] | None:
    if "const" in schema:
        return {str(schema["const"])}
    return {str(one) for one in schema["enum"]} if "enum" in schema else None


def _narrowed(old: Schema, new: Schema, place: str) -> Iterator[str]:
    for name, direction in LIMITS.items():
        if name not in new:
            continue
        if name not in old or (old[name] - new[name]) * direction > 0:
            yield f"limit narrowed: {place} {name} {old.get(name, 'none')} → {new[name]}"
    if "pattern" in new and new["pattern"] != old.get("pattern"):
        yield f"pattern changed: {place}"
    if new.get("additionalProperties") is False and old.get("additionalProperties") is not False:
        yield f"unknown names refused now: {place}"

"""Schemas as annotations of Python, and the dataclasses of ``shapes.py``."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
STRINGS = {"date-time": "datetime.datetime", "date": "datetime.date", "uuid": "uuid.UUID", "binary": "bytes"}
PLAIN = {"integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def class_name(name: str) -> str:
    """``PageOf_CaseLine_`` → ``PageOfCaseLine``."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"\W|_", name) if part)


def safe(name: str) -> str:
    """A name that Python takes."""
    found = re.sub(r"\W", "_", name)
    return f"{found}_" if keyword.iskeyword(found) or not found.isidentifier() else found


def annotation(schema: Schema, *, prefix: str = "") -> str:
    """``prefix``: where the shapes stand (``shapes.``)."""
    if "$ref" in schema:
        return prefix + class_name(schema["$ref"].rsplit("/", 1)[1])
    if "const" in schema:
        return f"Literal[{schema['const']!r}]"
    if "enum" in schema:
        return f"Literal[{', '.join(repr(one) for one in schema['enum'])}]"
    for many in ("anyOf", "oneOf"):
        if many in schema:
            parts = [annotation(one, prefix=prefix) for one in schema[many]]
            # Servers newer than the client know more kinds; those come as they are.
            parts += ["dict[str, Any]"] if "discriminator" in schema else []
            return " | ".join(dict.fromkeys(parts))
    if isinstance(schema.get("type"), list):
        parts = [annotation({**schema, "type": one}, prefix=prefix) for one in schema["type"]]
        return " | ".join(dict.fromkeys(parts))
    return _of_type(schema, prefix)


def _of_type(schema: Schema, prefix: str) -> str:
    kind = schema.get("type")
    if kind == "array":
        return f"list[{annotation(schema.get('items', {}), prefix=prefix)}]"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"dict[str, {annotation(values, prefix=prefix) if isinstance(values, dict) and values else 'Any'}]"
    if kind == "string":
        return STRINGS.get(schema.get("format", ""), "str")
    return PLAIN.get(str(kind), "Any")


def references(value: Any) -> Iterator[str]:
    """Names of the schemas that ``value`` names."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"].rsplit("/", 1)[1]
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


def reached(start: Any, schemas: dict[str, Schema]) -> set[str]:
    """Every schema that can be reached from ``start``."""
    found: set[str] = set()
    waiting = list(references(start))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += references(schemas[name])
    return found


def dataclass_of(name: str, schema: Schema) -> str:
    """A schema of an object as a frozen dataclass; of anything else as another name of its annotation."""
    if schema.get("type") != "object" or not schema.get("properties"):
        return f"{class_name(name)} = {annotation(schema)}\n"
    required = set(schema.get("required", []))
    lines = ["@dataclass(frozen=True, kw_only=True)", f"class {class_name(name)}:"]
    if schema.get("description"):
        lines += [f'    """{docstring(schema["description"], 4)}"""', ""]
    for one, about in schema["properties"].items():
        lines.append(f"    {safe(one)}: {_field(one, about, one in required)}")
    return "\n".join(lines) + "\n"


def _field(name: str, schema: Schema, is_required: bool) -> str:
    kind = annotation(schema)
    about = "" if safe(name) == name else f'metadata={{"name": {name!r}}}'
    if is_required:
        return f"{kind} = field({about})" if about else kind
    default = schema.get("default")
    if isinstance(default, dict | list):
        about = ", ".join(filter(None, [f"default_factory={type(default).__name__}", about]))
        return f"{kind} = field({about})"
    kind = kind if default is not None or kind.endswith("None") or kind == "Any" else f"{kind} | None"
    return f"{kind} = field(default={default!r}, {about})" if about else f"{kind} = {default!r}"


def docstring(text: str, indent: int) -> str:
    """Wrapped, and without what would end it."""
    words = text.strip().replace("\\", "\\\\").replace('"""', "'''").split()
    lines, line = [], ""
    for word in words:
        if line and len(line) + len(word) + 1 > 112 - indent:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    text = ("\n" + " " * indent).join([*lines, line])
    return text + " " if text.endswith('"') else text

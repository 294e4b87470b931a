"""Operations of the schema as methods of one class: ``operations.py`` of the Python client."""

from __future__ import annotations

from typing import Any

from cms.api.clients.python_types import Schema, annotation, class_name, docstring, safe

SHAPES = "shapes."
FILE = "Download"


class Method:
    """One operation. Places in the address come first, everything else by name."""

    def __init__(self, verb: str, path: str, operation: Schema, schemas: dict[str, Schema]) -> None:
        self.verb, self.path, self.operation, self.schemas = verb.upper(), path, operation, schemas
        parameters = operation.get("parameters", [])
        self.places = [one for one in parameters if one["in"] == "path"]
        self.query = [one for one in parameters if one["in"] == "query"]
        self.is_keyed = any(one["in"] == "header" and one["name"] == "Idempotency-Key" for one in parameters)
        content = operation.get("requestBody", {}).get("content", {})
        self.parts = content.get("multipart/form-data", {}).get("schema", {})
        self.body = self._followed(content.get("application/json", {}).get("schema", {}))
        self.name = safe(operation["operationId"])

    def _followed(self, schema: Schema) -> Schema:
        return self.schemas[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema

    def text(self) -> str:
        needed, free = self._arguments()
        self._refuse_twice(needed + free)
        places = [f"{safe(one['name'])}: {self._place(one['schema'])}" for one in self.places]
        named = [f"{name}: {kind}" for name, kind in needed] + [f"{name}: {kind}" for name, kind in free]
        signature = ", ".join(["self", *places, *(["*", *named] if named else [])])
        shape, answer = self._answer()
        lines = [f"    def {self.name}({signature}) -> {answer}:"]
        if about := self.operation.get("description"):
            lines.append(f'        """{docstring(about, 8)}"""')
        call = ", ".join([repr(self.verb), repr(self.path), shape, *self._given()])
        lines.append(f"        {'' if answer == 'None' else 'return '}self._call({call})")
        return "\n".join(lines) + "\n"

    def _place(self, schema: Schema) -> str:
        kind = annotation(schema)
        return f"{kind} | str" if kind.startswith("uuid.") else kind

    def _arguments(self) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Those that are needed and those that may be left out, each with its annotation."""
        needed, free = [], []
        for name, schema, is_needed in self._inputs():
            kind = "Upload" if schema.get("format") == "binary" else annotation(schema, prefix=SHAPES)
            if is_needed:
                needed.append((safe(name), kind))
            else:
                default = self._default(schema)
                kind = kind if default != "None" or kind.endswith("None") else f"{kind} | None"
                free.append((safe(name), f"{kind} = {default}"))
        if self.is_keyed:
            free.append(("idempotency_key", "str | None = None"))
        return needed, free

    def _inputs(self) -> list[tuple[str, Schema, bool]]:
        found = [(one["name"], one["schema"], bool(one.get("required"))) for one in self.query]
        for schema in (self.body, self.parts):
            required = set(schema.get("required", []))
            found += [(name, about, name in required) for name, about in schema.get("properties", {}).items()]
        return found

    @staticmethod
    def _default(schema: Schema) -> str:
        default = schema.get("default")
        return "None" if isinstance(default, dict | list) else repr(default)

    def _refuse_twice(self, arguments: list[tuple[str, str]]) -> None:
        names = [safe(one["name"]) for one in self.places] + [name for name, _kind in arguments]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.name} takes a name twice: {names}")

    def _given(self) -> list[str]:
        """How the arguments are handed on."""
        found = []
        if self.places:
            found.append(f"places={{{_pairs(one['name'] for one in self.places)}}}")
        if self.query:
            found.append(f"query={self._sorted({one['name']: one['schema'] for one in self.query}, self.query_needed)}")
        if self.body:
            found.append(f"body={self._sorted(self.body.get('properties', {}), set(self.body.get('required', [])))}")
        if self.parts:
            files = [name for name, about in self.parts["properties"].items() if about.get("format") == "binary"]
            found.append(f"texts={{{_pairs(name for name in self.parts['properties'] if name not in files)}}}")
            found.append(f"files={{{_pairs(files)}}}")
        return [*found, "key=idempotency_key or ''"] if self.is_keyed else found

    @property
    def query_needed(self) -> set[str]:
        return {one["name"] for one in self.query if one.get("required")}

    def _sorted(self, properties: dict[str, Schema], needed: set[str]) -> str:
        """Always given, joined with those that are given only when they say something."""
        always = f"{{{_pairs(name for name in properties if name in needed)}}}"
        free = [
            f"{name!r}: ({safe(name)}, {self._default(about)})"
            for name, about in properties.items()
            if name not in needed
        ]
        if not free:
            return always
        given = f"optional({{{', '.join(free)}}})"
        return f"{always} | {given}" if always != "{}" else given

    def _answer(self) -> tuple[str, str]:
        """The shape as it is handed on, and as it is annotated."""
        good = next(answer for status, answer in self.operation["responses"].items() if status.startswith("2"))
        content = good.get("content", {})
        if not content:
            return "None", "None"
        schema = next(iter(content.values())).get("schema", {})
        if schema.get("format") == "binary":
            return FILE, FILE
        kind = annotation(schema, prefix=SHAPES)
        return kind, kind


def _pairs(names: Any) -> str:
    return ", ".join(f"{name!r}: {safe(name)}" for name in names)


def methods_of(schema: Schema) -> list[Method]:
    """Sorted by name; those that two operations would share are refused."""
    schemas = schema["components"]["schemas"]
    found = [
        Method(verb, path, operation, schemas)
        for path, operations in schema["paths"].items()
        for verb, operation in operations.items()
    ]
    names = [one.name for one in found]
    if len(names) != len(set(names)):
        raise ValueError("two operations have one name")
    shapes = [class_name(name) for name in schemas]
    if len(shapes) != len(set(shapes)):
        raise ValueError("two schemas have one name")
    return sorted(found, key=lambda one: one.name)

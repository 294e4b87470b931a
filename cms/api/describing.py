"""What Ninja's description leaves out: problems, answers without a body, files, and the headers that we read."""

from __future__ import annotations

from typing import Any

from cms.api.problems import MEDIA_TYPE
from cms.api.shapes import ProblemDetails

KEY_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "New for each request; the same one again gives the same answer and has no second effect.",
    "schema": {"type": "string", "minLength": 8, "maxLength": 80, "pattern": "^[\\x21-\\x7e]{8,80}$"},
}
# For ``openapi_extra`` of an operation.
KEYED: dict[str, Any] = {"parameters": [KEY_HEADER]}


def _file(media_type: str) -> dict[str, Any]:
    schema = {"type": "string", "format": "binary"}
    return {"responses": {200: {"description": "OK", "content": {media_type: {"schema": schema}}}}}


BYTES, PICTURE = _file("*/*"), _file("image/svg+xml")
METHODS = ("get", "post", "put", "patch", "delete")
WRITES = ("post", "put", "patch", "delete")
REFERENCE = {"$ref": "#/components/schemas/ProblemDetails"}


def described(schema: Any) -> Any:
    """``schema`` in which every operation names the problems that it may answer."""
    components = schema.setdefault("components", {}).setdefault("schemas", {})
    whole = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    components.update(whole.pop("$defs", {}))
    components["ProblemDetails"] = whole
    for path, operations in schema["paths"].items():
        for method in METHODS:
            if method in operations:
                _add_problems(path, method, operations[method])
    return schema


def _add_problems(path: str, method: str, operation: dict[str, Any]) -> None:
    codes = {400, 405}
    if operation.get("security"):
        codes |= {401, 403}
    if "{" in path or operation.get("security"):
        codes.add(404)
    if method in WRITES:
        codes |= {404, 409, 413, 415, 422, 429}
    responses = operation["responses"]
    for code in sorted(codes):
        responses.setdefault(code, _problem("A problem, see `code`"))
    if method == "get":
        responses.setdefault(304, {"description": "It is as the given ETag says"})
    responses.setdefault("default", _problem("An error of the service"))


def _problem(text: str) -> dict[str, Any]:
    return {"description": text, "content": {MEDIA_TYPE: {"schema": REFERENCE}}}

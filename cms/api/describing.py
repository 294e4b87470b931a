"""What the published schema tells besides Ninja's own: problems of every operation, files, the Idempotency-Key."""

from __future__ import annotations

from typing import Any

from cms.api.problems import MEDIA_TYPE
from cms.api.shapes import ProblemDetails

REFERENCE = "#/components/schemas/"
# For ``openapi_extra`` of an operation whose effect happens once.
KEYED: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": True,
            "description": "new for each request; the same again with the same body has the same answer and no effect",
            "schema": {"type": "string", "minLength": 8, "maxLength": 80},
        }
    ]
}
A_FILE = {"*/*": {"schema": {"type": "string", "format": "binary"}}}


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """``schema`` of Ninja, completed."""
    schemas = schema["components"]["schemas"]
    own = ProblemDetails.model_json_schema(ref_template=REFERENCE + "{model}")
    schemas.update(own.pop("$defs", {}))
    schemas[ProblemDetails.__name__] = own
    problem = {
        "description": "What is wrong, and where in the request",
        "content": {MEDIA_TYPE: {"schema": {"$ref": REFERENCE + ProblemDetails.__name__}}},
    }
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            answers = {str(status): answer for status, answer in operation["responses"].items()}
            if method == "get" and "content" not in answers.get("200", {"content": None}):
                answers["200"]["content"] = A_FILE
            operation["responses"] = {**answers, "default": problem}
    return schema

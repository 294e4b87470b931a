"""Freezing: the same definition is the same version, and a version never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from forms.definition import Definition, parse
from forms.models import FormVersion


def canonical(definition: Mapping[str, Any]) -> str:
    """One text per meaning: keys sorted, no spaces, characters as they are."""
    return json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(text: str) -> str:
    """By which a version is found; ``text`` comes from ``canonical``."""
    return hashlib.sha256(text.encode()).hexdigest()


def freeze(definition: Mapping[str, Any]) -> FormVersion:
    """The version that holds exactly ``definition``; made when new. Raises DefinitionError."""
    kind = parse(definition).kind
    text = canonical(definition)
    digest = digest_of(text)
    version, _made = FormVersion.objects.get_or_create(
        sha256=digest, defaults={"kind": kind, "definition": json.loads(text)}
    )
    return version


def definition_of(version: FormVersion) -> Definition:
    return parse(version.definition)

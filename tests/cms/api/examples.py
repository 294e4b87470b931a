"""The examples of a document: requests and their answers as they are written there, run and compared.

A request is a ``http`` block, its answer the ``json`` block that follows: the status after ``json`` unless it is 200,
wanted headers in lines that begin with ``//``, then the body. ``…`` fits anything, also further parts of a list or an
object; a string ``{name}`` is kept when it is met first and has to be the same later on.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.test import Client

from tests.factories_intake import pdf

FENCE = re.compile(r"^```(\w+) ?(\d*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"\{([a-z_0-9]+)\}")
ANYTHING = "…"


@dataclass(frozen=True)
class Example:
    request: str
    status: int
    headers: dict[str, str]
    answer: Any

    @property
    def title(self) -> str:
        return self.request.partition("\n")[0]


def read(text: str) -> list[Example]:
    """Every request with its answer. ValueError for one without the other."""
    blocks = FENCE.findall(text)
    if len(blocks) % 2:
        raise ValueError("a request without an answer")
    found = []
    for (kind, _none, request), (answers, status, answer) in zip(blocks[::2], blocks[1::2], strict=True):
        if (kind, answers) != ("http", "json"):
            raise ValueError(f"{kind} is followed by {answers}: {request}")
        lines = answer.splitlines()
        heads = dict(line[2:].strip().split(": ", 1) for line in lines if line.startswith("//"))
        body = "\n".join(line for line in lines if not line.startswith("//")).strip()
        found.append(Example(request.strip(), int(status or 200), heads, json.loads(body) if body else None))
    return found


@dataclass
class Reader:
    """Runs examples in order; ``known`` are the names and what they stand for."""

    known: dict[str, Any]
    wrong: list[str] = field(default_factory=list)

    def run(self, example: Example) -> None:
        response = self._ask(example.request)
        body = json.loads(response.content) if response.content else None
        found = [] if response.status_code == example.status else [f"answered {response.status_code}"]
        for name, wanted in example.headers.items():
            found += self._differs(wanted, response.headers.get(name), name)
        found += self._differs(example.answer, body, "")
        if found:
            self.wrong.append(
                f"{example.title}\n  " + "\n  ".join(found) + f"\n  {json.dumps(body, ensure_ascii=False)}"
            )

    def _ask(self, request: str) -> HttpResponse:
        head, _blank, body = request.partition("\n\n")
        (first, *lines) = head.splitlines()
        method, path = first.split(" ")
        place, _mark, query = path.partition("?")
        address = self._filled(place, quoted=True) + (f"?{self._filled(query, quoted=True)}" if query else "")
        headers = {name: self._filled(text) for name, text in (line.split(": ", 1) for line in lines)}
        content_type = headers.pop("Content-Type", "")
        if content_type == "multipart/form-data":
            return Client().post(address, dict(self._part(line) for line in body.splitlines()), headers=headers)
        data = json.dumps(self._given(json.loads(body)), ensure_ascii=False) if body else ""
        return Client().generic(method, address, data, content_type=content_type or "text/plain", headers=headers)

    def _part(self, line: str) -> tuple[str, Any]:
        name, _equals, value = line.partition("=")
        return name, pdf(value[1:], text=value) if value.startswith("@") else value

    def _filled(self, text: str, *, quoted: bool = False) -> str:
        return NAME.sub(
            lambda one: quote(str(self.known[one[1]]), safe="") if quoted else str(self.known[one[1]]), text
        )

    def _given(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._filled(name): self._given(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._given(one) for one in value]
        if isinstance(value, str) and (name := NAME.fullmatch(value)):
            return self.known[name[1]]
        return value

    def _differs(self, wanted: Any, given: Any, place: str) -> list[str]:
        if isinstance(wanted, str):
            return self._text_differs(wanted, given, place)
        if isinstance(wanted, dict) and isinstance(given, dict):
            names = set(wanted) - {ANYTHING}
            strange = set() if ANYTHING in wanted else set(given) - names
            found = [f"{place}/{name} is not there" for name in sorted(names - set(given))]
            found += [f"{place}/{name} is not told of" for name in sorted(strange)]
            return found + [
                line
                for name in names & set(given)
                for line in self._differs(wanted[name], given[name], f"{place}/{name}")
            ]
        if isinstance(wanted, list) and isinstance(given, list):
            is_open = wanted[-1:] == [ANYTHING]
            parts = wanted[:-1] if is_open else wanted
            if len(given) < len(parts) or (len(given) > len(parts) and not is_open):
                return [f"{place} has {len(given)} parts"]
            return [
                line for number, one in enumerate(parts)
                for line in self._differs(one, given[number], f"{place}/{number}")
            ]  # fmt: skip
        return [] if wanted == given and type(wanted) is type(given) else [f"{place} is {given!r}"]

    def _text_differs(self, wanted: str, given: Any, place: str) -> list[str]:
        if wanted == ANYTHING:
            return []
        if name := NAME.fullmatch(wanted):
            known = self.known.setdefault(name[1], given)
            return [] if known == given and given is not None else [f"{place} is {given!r} and not {known!r}"]
        pattern = ".*".join(re.escape(part) for part in wanted.split(ANYTHING))
        fits = isinstance(given, str) and re.fullmatch(pattern, given, re.DOTALL)
        return [] if fits else [f"{place} is {given!r}"]

"""The examples of the documentation do what they say."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cms.api.clients.building import TYPESCRIPT
from cms.api.clients.python_writing import PACKAGE
from forms.models import Draft
from tests.cms.api.talking import OWN, make_key
from tests.factories_intake import make_applicant, make_whole_call, pdf


def test_the_example_of_the_python_client_runs(served: str, capsys: pytest.CaptureFixture[str]) -> None:
    [example] = re.findall(r"```python\n(.*?)```", (PACKAGE.parent / "README.md").read_text(), re.DOTALL)
    call, (user, _group) = make_whole_call(), make_applicant()
    names: dict[str, Any] = {
        "ADDRESS": served, "KEY": make_key(user, scopes=OWN), "CALL": call.slug, "PDF": pdf().read(),
    }  # fmt: skip

    exec(compile(example, "README.md", "exec"), names)  # noqa: S102

    assert names["told"] == {"/declared": "送る前に、誓約の欄に印を付けてください。"}
    assert names["saved"].answers["group_name"] == "見本町会"
    assert Draft.objects.get(pk=names["draft"].id).files.get().file.name == "会則.pdf"


def test_the_typescript_documentation_names_what_the_client_has() -> None:
    [example] = re.findall(r"```ts\n(.*?)```", (TYPESCRIPT / "README.md").read_text(), re.DOTALL)
    client = (TYPESCRIPT / "client.ts").read_text()
    for name in re.search(r"import \{ (.*?) \}", example)[1].split(", "):
        assert re.search(rf"export (async )?(function|class) {name}\b", client), name

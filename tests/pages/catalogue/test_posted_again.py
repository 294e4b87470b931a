"""A list that is posted as it stands has not changed: a chief's approval is one of what is shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from wagtail.blocks import BooleanBlock, MultipleChoiceBlock
from wagtail.blocks.base import BlockField

from pages.models import StandardPage

pytestmark = pytest.mark.django_db
UNSENT = (BooleanBlock, MultipleChoiceBlock)  # a browser sends nothing for boxes without a tick
LISTS: list[tuple[str, dict[str, str]]] = [
    ("query", {"title": "催し", "words": "祭り", "sort": "newest", "shape": "list", "with_all": "on"}),
    ("listing", {"title": "お知らせ", "kind": "news"}),
]


@pytest.mark.parametrize(("name", "typed"), LISTS, ids=[name for name, _typed in LISTS])
def test_a_list_posted_as_it_stands_has_not_changed_and_another_number_has(name: str, typed: dict[str, str]) -> None:
    block = StandardPage._meta.get_field("body").stream_block.child_blocks[name]

    def posted(count: str) -> Any:
        empty = {key: "" for key, child in block.child_blocks.items() if not isinstance(child, UNSENT)}
        data = QueryDict(mutable=True)
        data.update({f"value-{key}": text for key, text in {**empty, **typed, "count": count}.items()})
        return block.value_from_datadict(data, {}, "value")

    kept = block.to_python(block.get_prep_value(block.clean(posted("5"))))
    field = BlockField(block=block)
    assert not field.has_changed(kept, posted("5"))
    assert field.has_changed(kept, posted("6"))

"""File names: shown again byte for byte, never a path, never a trick."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.names import BIDI, MAX_NAME, clean_name, extension_of, served_name
from media.refused import Refused


@pytest.mark.parametrize(
    "name",
    [
        "会則　令和8年度（案）.pdf",
        "葛\U000e0100飾区.pdf",
        "𠮷田髙橋﨑.pdf",
        "か\u3099.pdf",
        "a&amp;b.pdf",
        " 空白 .pdf",
        "神.pdf",
    ],
)
def test_a_name_stays_byte_identical(name: str) -> None:
    assert clean_name(name).encode() == name.encode()


@pytest.mark.parametrize("raw", ["../../etc/会則.pdf", "C:\\Users\\x\\会則.pdf", "/abs/会則.pdf", "a\\b/会則.pdf"])
def test_folders_are_stripped(raw: str) -> None:
    assert clean_name(raw) == "会則.pdf"


@pytest.mark.parametrize(
    "raw",
    [
        "a\x00.pdf",
        "a\n.pdf",
        "a\r\nSet-Cookie: x.pdf",
        "\ud800.pdf",
        "a\x7f.pdf",
        "a\x9b.pdf",
        *(f"x{c}y.pdf" for c in sorted(BIDI)),
    ],
)
def test_control_characters_and_turned_text_are_refused(raw: str) -> None:
    with pytest.raises(Refused):
        clean_name(raw)


@pytest.mark.parametrize("raw", ["", "  ", "..", "a/", "\u3000"])
def test_a_name_needs_something_in_it(raw: str) -> None:
    with pytest.raises(Refused):
        clean_name(raw)


def test_a_long_name_is_refused_not_cut() -> None:
    assert clean_name("あ" * (MAX_NAME - 4) + ".pdf")
    with pytest.raises(Refused, match="200文字"):
        clean_name("あ" * (MAX_NAME - 3) + ".pdf")


@given(st.text(min_size=1, max_size=MAX_NAME))
def test_no_name_leaves_its_folder(raw: str) -> None:
    try:
        name = clean_name(raw)
    except Refused:
        return
    assert "/" not in name
    assert "\\" not in name
    assert name not in (".", "..")
    assert raw.endswith(name)


@pytest.mark.parametrize(
    "name, content_type, served",
    [
        ("IMG_1.HEIC", "image/jpeg", "IMG_1.jpg"),
        ("写真.JPEG", "image/jpeg", "写真.JPEG"),
        ("会則", "application/pdf", "会則.pdf"),
        ("a.csv", "text/csv", "a.csv"),
    ],
)
def test_the_served_name_tells_the_truth_about_the_bytes(name: str, content_type: str, served: str) -> None:
    assert served_name(name, content_type) == served
    assert extension_of("a.tar.GZ") == "gz"

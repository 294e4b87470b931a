"""The PDF of a letter, rendered for real and read back."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from tests.factories_letters import make_decided_case, make_programme, make_ward
from tests.workflows.correspondence.conftest import pdf_bytes, pdf_text
from workflows.cases.models import Case
from workflows.correspondence import rendering
from workflows.correspondence.models import Letter

pytestmark = pytest.mark.django_db
Made = Callable[[Case], Letter]


def _fonts(reader: PdfReader) -> dict[str, DictionaryObject]:
    """Descendant fonts of all pages by their base name."""
    found: dict[str, DictionaryObject] = {}
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            found[str(descendant["/BaseFont"])] = descendant
    return found


def test_a_grant_says_what_was_decided_to_whom_and_by_whom(made: Made) -> None:
    letter = made(make_decided_case(representative="髙﨑 𠮷德濵邉"))
    text = pdf_text(pdf_bytes(letter))
    for said in (
        "交付決定通知書",
        letter.number,
        "見本町一丁目町会",
        "会長",
        "髙﨑𠮷德濵邉様",
        "見本区長見本太郎",
        "（公印省略）",
        "令和8年11月1日付けで申請のあった「町会ホームページの開設」",
        "記",
        "金70,000円",
        "金80,000円",
        "見本区町会・自治会デジタル活用促進補助金交付要綱",
        "補助金を目的以外に使わないこと。",
        "令和9年4月30日",
        "以上",
        "地域文化部地域振興課",
        letter.code,
        "http://testserver/letters/verify/",
    ):
        assert said in text, said
    assert "申請額の一部を交付しない理由対象となる経費がないため。" in text
    assert "要綱第4条" not in text
    assert "教示" not in text


def test_a_refusal_numbers_its_reasons_and_names_no_amount_granted(made: Made) -> None:
    reasons = "1 対象となる経費がないため。\n2 申請額が上限を超えるため。\n3 団体の会則がないため。"
    case = make_decided_case(
        "refused", proposal={"outcome": "refused", "reason": "内部の理由", "letter_reason": reasons, "conditions": ""}
    )
    text = pdf_text(pdf_bytes(made(case)))
    assert "不交付決定通知書" in text
    assert "不交付の理由(1)対象となる経費がないため。(2)申請額が上限を超えるため。(3)団体の会則がないため。" in text
    assert "内部の理由" not in text
    assert "交付決定額" not in text
    assert "交付の条件" not in text
    assert "実績報告期限" not in text


def test_the_notice_on_appeal_stands_only_in_letters_of_programmes_that_have_one(made: Made) -> None:
    notice = "この決定に不服があるときは、審査請求をすることができます。"
    case = make_decided_case(programme=make_programme(appeal_notice=notice))
    text = pdf_text(pdf_bytes(made(case)))
    assert f"教示{notice}" in text


def test_conditions_of_programme_and_decision_run_over_pages_with_their_numbers(made: Made) -> None:
    conditions = "\n".join(
        f"{n}番目の条件として、経費の支出を明らかにした帳簿及び証拠書類を備えること。" * 3 for n in range(1, 12)
    )
    case = make_decided_case(
        programme=make_programme(conditions=conditions),
        proposal={"outcome": "granted", "reason": "", "conditions": "追加の条件"},
    )
    reader = PdfReader(io.BytesIO(pdf_bytes(made(case))))
    pages = ["".join(page.extract_text().split()) for page in reader.pages]
    assert len(pages) == 2
    assert pages[0].endswith("1／2")
    assert pages[1].endswith("2／2")
    assert "(12)追加の条件" in pages[1]


def test_every_font_is_embedded_and_headings_are_sans(made: Made) -> None:
    reader = PdfReader(io.BytesIO(pdf_bytes(made(make_decided_case()))))
    fonts = _fonts(reader)
    assert {name.split("+")[1].split("-")[0] for name in fonts} == {"NotoSerifJP", "NotoSansJP"}
    for font in fonts.values():
        descriptor: Any = font["/FontDescriptor"].get_object()
        assert "/FontFile3" in descriptor


def test_the_pdf_is_tagged_japanese_titled_and_a4(made: Made) -> None:
    letter = made(make_decided_case())
    data = pdf_bytes(letter)
    reader = PdfReader(io.BytesIO(data))
    root: Any = reader.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).lower().startswith("ja")
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part>1<" in data
    assert b"pdfaid:part>2<" in data
    assert letter.number in str(reader.metadata.title)
    assert [round(float(size)) for size in reader.pages[0].mediabox[2:]] == [595, 842]


def test_the_same_content_gives_the_same_bytes(made: Made) -> None:
    letter = made(make_decided_case())
    again = rendering.render(letter.content)
    assert again == pdf_bytes(letter)
    assert hashlib.sha256(again).hexdigest() == letter.file.sha256_stored


def test_later_changes_of_data_change_no_letter(made: Made) -> None:
    case = make_decided_case()
    letter = made(case)
    case.group.name = "別の町会"
    case.group.save()
    make_ward(mayor_name="別 人")
    case.programme.letter_texts.update(body="別の文")
    letter.refresh_from_db()
    assert rendering.render(letter.content) == pdf_bytes(letter)


@pytest.mark.parametrize(
    "typed",
    [
        '#panic("x")',
        "*太字* _斜体_ $x^2$ <ラベル> @参照 // 注",
        "{decided} {unknown} {{}}",
        '"]) #set page(width: 1cm) #([',
        "</w> & \\u{41} \\ #",
    ],
)
def test_what_people_typed_stays_data(made: Made, typed: str) -> None:
    text = pdf_text(pdf_bytes(made(make_decided_case(title=typed))))
    assert "".join(typed.split()) in text


def test_a_very_long_name_is_printed_whole(made: Made) -> None:
    group = "見本区見本町一丁目・二丁目・三丁目及び見本ヶ丘団地自治会連絡協議会地域防災活動実行委員会"
    name = "ウィリアム・アレクサンダー・モンゴメリー・髙﨑𠮷德濵邉"
    text = pdf_text(pdf_bytes(made(make_decided_case(representative=name, group_fields={"name": group}))))
    assert group in text
    assert f"{name}様" in text

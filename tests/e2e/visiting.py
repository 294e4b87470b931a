"""A resident at the example front end: everything by keyboard, each page looked at when its heading stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.e2e import applying
from tests.e2e.actors import Resident

FRONT = "/api/example/"


class Visitor(Resident):
    def settle(self) -> None:
        """The API has answered whatever was asked."""
        self.page.wait_for_load_state()
        if FRONT in self.page.url:
            expect(self.page.locator("main")).not_to_have_attribute("aria-busy", "true", timeout=30_000)
            expect(self.page.locator("button[aria-disabled]")).to_have_count(0, timeout=30_000)
        super().settle()

    def enter(self) -> None:
        self.page.goto(FRONT)
        self.sees("地域活動支援拠点")

    def sees(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible(timeout=30_000)
        self.settle()

    def go(self, words: str, role: Any = "link") -> None:
        """By the Enter key, as whoever has no mouse."""
        self.page.get_by_role(role, name=words, exact=True).press("Enter")

    def hears(self, words: str) -> None:
        """The status of the page, or its summary of what is wrong."""
        expect(self.page.locator("[role=status]:visible, [role=alert]:visible").filter(has_text=words)).to_be_visible(
            timeout=30_000
        )
        self.settle()

    def answer_eligibility(self) -> None:
        boxes = self.page.get_by_role("region", name="申請できるか確かめる").locator("fieldset")
        for number, answer in enumerate(applying.ANSWERS):
            self.choose(answer, within=boxes.nth(number))

    def save(self, section: str) -> None:
        self.go(f"「{section}」を保存する", "button")
        self.hears(f"「{section}」を保存しました。")

    def budget(self, amount: str, *, own: str = "") -> None:
        """As a person types: figures of full width are taken."""
        for side, kind in (("支出", "委託費"), ("収入", "この補助金")):
            rows = self.group(side)
            self.pick("1行目 費目", kind, within=rows)
            self.fill("1行目 内訳", "見積書のとおり", within=rows)
            self.fill("1行目 金額（円）", amount, within=rows)
        if own:
            self.go("「収入」に行を足す", "button")
            self.pick("2行目 費目", "自己資金（会費など）", within=self.group("収入"))
            self.fill("2行目 金額（円）", own, within=self.group("収入"))
        self.fill("補助金の申請額", amount)

    def attach(self, name: str, path: Path) -> None:
        self.page.get_by_label(re.compile(f"^{name}")).set_input_files(path)
        self.page.get_by_role("button", name=re.compile(f"^「{name}.*」を添付する$")).press("Enter")
        self.hears(f"「{path.name}」を添付しました。")

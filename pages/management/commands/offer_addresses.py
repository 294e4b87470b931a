"""Offers ASCII addresses for pages that have Japanese ones."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from pages.addresses.offering import give, offers


class Command(BaseCommand):
    help = "Lists pages with Japanese in their address and a better one; --apply gives it, and the old one leads there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="give the pages the addresses that are offered")
        parser.add_argument("--page", type=int, action="append", help="number of a page; may be repeated")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = [offer for offer in offers() if not options["page"] or offer.page.pk in options["page"]]
        for offer in chosen:
            if options["apply"]:
                give(offer)
            self.stdout.write(f"{offer.page.pk}\t{offer.page.title}\t{offer.page.slug} → {offer.slug}")
        told = "have" if options["apply"] else "could have"
        self.stdout.write(f"{len(chosen)} pages {told} a new address" if chosen else "every address is ASCII already")

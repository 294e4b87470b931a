"""``demo``: fills an empty installation with invented people and a real programme."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from cms.config.demo.applications import make_applications
from cms.config.demo.calls import open_calls
from cms.config.demo.exchange import make_exchange
from cms.config.demo.fieldwork import make_fieldwork
from cms.config.demo.kinds import make_kinds
from cms.config.demo.people import make_people
from cms.config.demo.sites import make_sites
from cms.hubs.models import Hub
from cms.people.access import live_roles
from cms.people.models import Role, User

INVENTED_DOMAIN = "@example.jp"


class Command(BaseCommand):
    help = "Load the hubs and invented demo data; only in demo mode (KIZUNA_DEMO=1)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when hubs exist")
        parser.add_argument("--sign-ins", action="store_true", help="only print the demo accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data belongs to demo mode: set KIZUNA_DEMO=1.")
        if options["sign_ins"]:
            self.print_sign_ins()
            return
        if options["if_empty"] and Hub.objects.exists():
            return
        self.stdout.write("Loading demo data …")
        with transaction.atomic():
            self.fill()

    def fill(self) -> None:
        """All of it or nothing: an end in the middle leaves the database as empty as it was."""
        quiet: dict[str, Any] = {"verbosity": 0, "stdout": io.StringIO()}
        call_command("load_hubs", **quiet)
        call_command("load_programmes", **quiet)
        cast = make_people(list(Hub.objects.exclude(office_title="").order_by("-status", "order")[:2]))
        make_applications(cast, open_calls()["digital"])
        call_command("set_up_sites", **quiet)
        make_sites()
        make_exchange(cast)
        make_fieldwork(cast)
        make_kinds(cast)

    def print_sign_ins(self) -> None:
        """Every invented account with its roles; the code is shown by ``make codes``."""
        accounts = User.objects.filter(email__endswith=INVENTED_DOMAIN, is_active=True).order_by("pk")
        if not accounts:
            return
        self.stdout.write("\n  Demo sign-ins (their codes: make codes)")
        for account in accounts:
            roles = "、".join(sorted(str(Role(name).label) for name in live_roles(account).names)) or "申請者"
            self.stdout.write(f"    {account.email:<36}{roles}")

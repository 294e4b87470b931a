"""Makes the first administrator; every later role is granted by an administrator in the admin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from cms.core.errors import CaseError
from cms.people.services.roles import appoint_first_administrator


class Command(BaseCommand):
    help = "Gives the role administrator to the account of EMAIL, which is made if it does not exist."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="family name, a space, given name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
            user, granted = appoint_first_administrator(email=options["email"], name=options["name"])
        except ValidationError as error:
            raise CommandError("not an e-mail address") from error
        except CaseError as error:
            raise CommandError(str(error)) from error
        if not granted:
            self.stdout.write(f"{user.email} was administrator already.")
            return
        self.stdout.write(f"{user.email} is administrator. They sign in at /cms/ by a code sent to this address")
        self.stdout.write("and set up a second factor there before anything else opens.")

"""``serve``: web and worker in the foreground, ended together by one Ctrl-C."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.config.preparation import prepare
from cms.config.supervision import Supervisor, is_free


class Command(BaseCommand):
    help = "Bring the working copy up to date, then run the web server and the worker until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default=os.environ.get("BIND", "127.0.0.1"), help="address to listen on")
        parser.add_argument("--port", type=int, default=settings.PORT, help="port to listen on (PORT)")
        parser.add_argument("--web-workers", type=int, default=int(os.environ.get("WEB_CONCURRENCY", "2")))

    def handle(self, *args: Any, **options: Any) -> None:
        self._require_free(options["bind"], options["port"])
        began = time.monotonic()
        prepare(self._say)
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
        supervisor = Supervisor(
            {"web": self._web(options), "worker": [sys.executable, "manage.py", "worker"]}, environment
        )

        def announce() -> None:
            if supervisor.answers(options["bind"], options["port"]):
                self._announce(options["port"], time.monotonic() - began)

        code = supervisor.run(announce)
        self._say("Stopped.")
        if code:
            raise CommandError(f"Ended with code {code}.", returncode=code)

    @staticmethod
    def _require_free(host: str, port: int) -> None:
        """Refused before anything is prepared; another program would answer in our place."""
        try:
            free = is_free(host, port)
        except OSError as error:
            raise CommandError(
                f"{host}:{port} cannot be listened on: {error.strerror}. BIND=… PORT=… make run"
            ) from error
        if not free:
            raise CommandError(f"Port {port} is in use; PORT=… make run")

    @staticmethod
    def _web(options: dict[str, Any]) -> list[str]:
        return [
            *(
                sys.executable,
                "-m",
                "gunicorn",
                "--config",
                "python:cms.config.gunicorn",
                "cms.config.wsgi:application",
            ),
            *("--bind", f"{options['bind']}:{options['port']}", "--workers", str(options["web_workers"])),
            *("--worker-class", "gthread", "--threads", "4", "--log-level", "warning"),
        ]

    def _announce(self, port: int, seconds: float) -> None:
        self._say(f"\nKizuna is running (started in {seconds:.1f} s). Ctrl-C stops it.\n")
        self._say(f"  Public site   http://localhost:{port}/")
        self._say(f"  Staff desk    http://localhost:{port}/cms/")
        self._say(f"  Data          {settings.VAR_DIR}")
        if settings.DEMO:
            call_command("demo", "--sign-ins")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

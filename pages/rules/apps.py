from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulesConfig(AppConfig):
    name = "pages.rules"
    label = "rules"
    verbose_name = _("content rules")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pages.rules import (  # noqa: F401  register themselves
            actions,
            conditions,
            disclosing,
            events,
        )

        events.connect()

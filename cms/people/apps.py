from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "cms.people"
    label = "people"
    verbose_name = _("people and groups")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.people import kept, signals  # noqa: F401  registers itself, connects the receivers

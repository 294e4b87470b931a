from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "cms.api"
    label = "kizuna_api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.api import disclosing  # noqa: F401  registers itself

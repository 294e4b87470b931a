from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "forms"
    label = "kizuna_forms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forms import disclosing  # noqa: F401  registers itself

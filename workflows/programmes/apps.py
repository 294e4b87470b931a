from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "workflows.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from workflows.programmes import disclosing  # noqa: F401  registers itself

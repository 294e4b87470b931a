from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "workflows.correspondence"
    label = "correspondence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from workflows.correspondence import disclosing  # noqa: F401  registers itself

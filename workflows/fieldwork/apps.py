from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "workflows.fieldwork"
    label = "fieldwork"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from workflows.fieldwork import disclosing, phone_keys  # noqa: F401  connects the receivers

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "workflows.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from workflows.intake import begun
        from workflows.linking import spawnable

        spawnable.register(begun.applications)

from django.apps import AppConfig


class LinkingConfig(AppConfig):
    name = "workflows.linking"
    label = "linking"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from workflows.engine import ending
        from workflows.linking import (  # noqa: F401  the others register themselves
            disclosing,
            hanging,
            receivers,
            together,
        )

        ending.use(hanging.lines)

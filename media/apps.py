from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "media"
    label = "kizuna_media"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from media import disclosing  # noqa: F401  registers itself

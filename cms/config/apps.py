from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The roof: settings, addresses, the commands that run and fill the whole."""

    name = "cms.config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.config import checks  # noqa: F401  registers the deployment checks

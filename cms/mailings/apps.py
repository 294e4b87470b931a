from django.apps import AppConfig


class MailingsConfig(AppConfig):
    name = "cms.mailings"
    label = "mailings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.mailings import disclosing  # noqa: F401  registers itself

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "workflows.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from workflows.ledger import disclosing, group_panel  # noqa: F401  register themselves

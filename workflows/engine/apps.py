from django.apps import AppConfig


class EngineConfig(AppConfig):
    name = "workflows.engine"
    label = "engine"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.search.catalogue import beside
        from workflows.cases import outcomes, partners
        from workflows.correspondence import kinds as letters
        from workflows.engine import (  # noqa: F401  each registers itself
            catalogue_source,
            disclosing,
            group_panel,
            handlers,
            releasing,
        )
        from workflows.engine.adding import partners_of
        from workflows.engine.kind import kinds
        from workflows.programmes import forming

        for room in (forming, outcomes, letters):
            room.use(kinds)
        partners.use(partners_of)
        beside.register(catalogue_source.SOURCE)

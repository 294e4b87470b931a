from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "workflows.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.mailings import leaving
        from cms.search import registry
        from workflows.exchange import (  # noqa: F401  the first three register themselves
            disclosing,
            group_changes,
            group_panel,
            links,
            search_source,
        )

        registry.register(search_source.SOURCE)
        leaving.use("follower", links.unfollow_url)

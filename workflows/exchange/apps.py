from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "workflows.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.mailings import leaving
        from cms.search import registry
        from workflows.exchange import disclosing, links, search_source  # noqa: F401  the first registers itself

        registry.register(search_source.SOURCE)
        leaving.use("follower", links.unfollow_url)

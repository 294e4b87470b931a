from django.apps import AppConfig


class HubsConfig(AppConfig):
    name = "cms.hubs"
    label = "hubs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.hubs import readings
        from cms.search import vocabulary

        vocabulary.register(readings.names)

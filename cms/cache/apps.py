from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CacheConfig(AppConfig):
    """Pages of anonymous readers, kept for as long as nothing that they show has changed."""

    name = "cms.cache"
    label = "page_cache"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.cache import triggers

        pre_migrate.connect(triggers.stand_aside, sender=self, dispatch_uid="kizuna-page-cache-aside")
        post_migrate.connect(triggers.watch, sender=self, dispatch_uid="kizuna-page-cache-watch")

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "cms.search"
    label = "kizuna_search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.search import structures

        connection_created.connect(structures.teach, dispatch_uid="search.teach")
        post_migrate.connect(structures.ensure, sender=self, dispatch_uid="search.ensure")

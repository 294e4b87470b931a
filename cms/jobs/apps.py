from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "cms.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every app's ``handlers.py`` has registered its kinds and schedules."""
        from django_q.signals import post_execute

        from cms.jobs import pulse

        post_execute.connect(pulse.circle, dispatch_uid="kizuna-pulse")
        autodiscover_modules("handlers")

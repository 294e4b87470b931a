from django.apps import AppConfig


class SubsidyConfig(AppConfig):
    name = "workflows.kinds.subsidy"
    label = "subsidy"
    default_auto_field = "django.db.models.BigAutoField"
    is_kind = True

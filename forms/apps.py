from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "forms"
    label = "kizuna_forms"
    default_auto_field = "django.db.models.BigAutoField"

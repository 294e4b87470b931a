from django.apps import AppConfig


class AdminConfig(AppConfig):
    name = "cms.admin"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class AdminConfig(AppConfig):
    name = "cms.admin"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.admin import issue_things, wagtail_words

        wagtail_words.settle()
        issue_things.register()

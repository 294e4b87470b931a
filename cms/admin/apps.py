from django.apps import AppConfig


class AdminConfig(AppConfig):
    name = "cms.admin"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.admin import disclosing, issue_things, wagtail_words  # noqa: F401  the first registers itself

        wagtail_words.settle()
        issue_things.register()

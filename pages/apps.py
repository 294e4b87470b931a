from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pages import moving, renaming  # noqa: F401  connects the receivers
        from pages.calendar import changes as _calendar  # noqa: F401  more receivers
        from pages.print import changes as _print  # noqa: F401  more receivers

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.search import registry
        from pages import contributions, moving, renaming  # noqa: F401  connects the receivers
        from pages.calendar import changes as _calendar  # noqa: F401  more receivers
        from pages.print import changes as _print  # noqa: F401  more receivers
        from pages.search import call_source, following, page_source, types  # noqa: F401  connects the receivers

        types.name_kinds()
        registry.register(page_source.SOURCE)
        registry.register(call_source.SOURCE)

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.search import registry
        from pages import directory as groups
        from pages import moving, renaming  # noqa: F401  connects the receivers
        from pages.begun import sorts
        from pages.calendar import changes as _calendar  # noqa: F401  more receivers
        from pages.print import changes as _print  # noqa: F401  more receivers
        from pages.search import call_source, following, page_source, types  # noqa: F401  connects the receivers
        from workflows.exchange import directory
        from workflows.linking import spawnable

        directory.use(groups.has_profile)
        spawnable.register(sorts.sorts)
        types.name_kinds()
        registry.register(page_source.SOURCE)
        registry.register(call_source.SOURCE)

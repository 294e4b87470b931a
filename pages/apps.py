from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.search import registry
        from cms.search.catalogue import beside
        from pages import (  # noqa: F401  register themselves, connect the receivers
            contributions,
            disclosing,
            group_panel,
            moving,
            renaming,
            webhook_events,
        )
        from pages import directory as groups
        from pages.begun import sorts
        from pages.calendar import changes as _calendar  # noqa: F401  more receivers
        from pages.catalogue import own_pages
        from pages.print import changes as _print  # noqa: F401  more receivers
        from pages.search import (  # noqa: F401  connects the receivers
            call_source,
            case_study_source,
            document_source,
            following,
            following_documents,
            page_source,
            types,
        )
        from workflows.exchange import directory
        from workflows.linking import spawnable

        directory.use(groups.has_profile)
        spawnable.register(sorts.sorts)
        types.name_kinds()
        registry.register(page_source.SOURCE)
        registry.register(call_source.SOURCE)
        registry.register(document_source.SOURCE)  # after the pages: they say which documents are shown
        registry.register(case_study_source.SOURCE)
        beside.register(own_pages.SOURCE)

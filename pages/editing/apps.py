from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditingConfig(AppConfig):
    """Listed after Wagtail's own apps: the policies registered here take the place of theirs."""

    name = "pages.editing"
    label = "editing"
    verbose_name = _("writing and approving pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from pages.editing import own_files, policies, sharing, telling
        from pages.editing.links import checking

        policies.register()
        telling.connect()
        checking.connect()
        sharing.connect()
        own_files.protect_forms()

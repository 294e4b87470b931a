"""The screens of content rules inside the Wagtail admin."""

from django.apps import AppConfig


class ProofreadingConfig(AppConfig):
    name = "pages.proofreading"
    label = "proofreading"

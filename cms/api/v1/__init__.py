"""Version 1: one module per noun, each with its shapes and its operations."""

from cms.api.interface import api
from cms.api.v1 import pages, problems, session

api.add_router("", problems.router, tags=["problems"])
api.add_router("", session.router, tags=["session"])
api.add_router("", pages.router, tags=["pages"])

__all__ = ["api"]

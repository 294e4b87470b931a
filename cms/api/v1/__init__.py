"""Version 1: one module per noun, each with its shapes and its operations."""

from cms.api.interface import api
from cms.api.v1 import (
    cases,
    consultations,
    desk,
    drafts,
    files,
    flows,
    forms,
    letters,
    own_groups,
    problems,
    session,
    tasks,
)

api.add_router("", problems.router, tags=["problems"])
api.add_router("", session.router, tags=["session"])
api.add_router("", flows.router, tags=["flows"])
api.add_router("", forms.router, tags=["forms"])
api.add_router("", drafts.router, tags=["drafts"])
api.add_router("", files.router, tags=["drafts"])
api.add_router("", own_groups.router, tags=["me"])
api.add_router("", consultations.router, tags=["consultations"])
api.add_router("", tasks.router, tags=["me"])
api.add_router("", letters.router, tags=["me"])
api.add_router("", cases.router, tags=["cases"])
api.add_router("", desk.router, tags=["desk"])

__all__ = ["api"]

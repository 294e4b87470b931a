"""Version 1: one module per noun, each with its shapes and its operations."""

from cms.api.interface import api
from cms.api.v1 import (
    areas,
    bulletins,
    calls,
    cases,
    catalogue,
    consultations,
    desk,
    desk_letters,
    drafts,
    events,
    files,
    flows,
    forms,
    groups,
    hubs,
    letters,
    matters,
    opendata,
    opportunities,
    own_groups,
    pages,
    previews,
    problems,
    programmes,
    sendings,
    session,
    sharing,
    site,
    tasks,
    topics,
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
api.add_router("", matters.router, tags=["me"])
api.add_router("", letters.router, tags=["me"])
api.add_router("", cases.router, tags=["cases"])
api.add_router("", sendings.router, tags=["cases"])
api.add_router("", desk.router, tags=["desk"])
api.add_router("", desk_letters.router, tags=["desk"])
api.add_router("", sharing.router, tags=["desk"])
api.add_router("", pages.router, tags=["pages"])
api.add_router("", site.router, tags=["site"])
api.add_router("", hubs.router, tags=["hubs"])
api.add_router("", areas.router, tags=["areas"])
api.add_router("", topics.router, tags=["topics"])
api.add_router("", programmes.router, tags=["programmes"])
api.add_router("", calls.router, tags=["calls"])
api.add_router("", events.router, tags=["events"])
api.add_router("", bulletins.router, tags=["bulletins"])
api.add_router("", groups.router, tags=["groups"])
api.add_router("", opportunities.router, tags=["opportunities"])
api.add_router("", previews.router, tags=["previews"])
api.add_router("", opendata.router, tags=["opendata"])
api.add_router("", catalogue.router, tags=["catalogue"])

__all__ = ["api"]

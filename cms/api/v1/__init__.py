"""Version 1: one module per noun, each with its shapes and its operations."""

from cms.api.interface import api
from cms.api.v1 import (
    areas,
    bulletins,
    calls,
    events,
    groups,
    hubs,
    opendata,
    opportunities,
    pages,
    previews,
    problems,
    programmes,
    session,
    site,
    topics,
)

api.add_router("", problems.router, tags=["problems"])
api.add_router("", session.router, tags=["session"])
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

__all__ = ["api"]

"""Hubs, the areas that they serve, and the 丁目 that make up an area. All of it is data."""

from cms.hubs.models.area import Area, Chome
from cms.hubs.models.hub import Hub, HubStatusChange
from cms.hubs.models.topic import Topic
from cms.hubs.models.ward import Ward

__all__ = ["Area", "Chome", "Hub", "HubStatusChange", "Topic", "Ward"]

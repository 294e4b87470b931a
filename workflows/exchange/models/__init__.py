"""Needs and offers of groups, introductions between two of them, who worked together, and what visitors ask a group."""

from workflows.exchange.models.follower import Follower
from workflows.exchange.models.introduction import Introduction
from workflows.exchange.models.listing import Listing
from workflows.exchange.models.request import GroupRequest
from workflows.exchange.models.together import Together

__all__ = ["Follower", "GroupRequest", "Introduction", "Listing", "Together"]

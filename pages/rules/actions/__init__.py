"""The actions that come with the product, in the order in which a rule does them."""

from pages.rules.actions.amending import AddTopics, SetReview, ShowAtHubs
from pages.rules.actions.bulletin import PutIntoBulletin
from pages.rules.actions.magazine import DraftMailing
from pages.rules.actions.telling import Tell
from pages.rules.registry import register_action

for _kind in (Tell, PutIntoBulletin, AddTopics, ShowAtHubs, SetReview, DraftMailing):
    register_action(_kind())

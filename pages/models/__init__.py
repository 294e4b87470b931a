"""Page types of the ward's and the hubs' sites; one file each."""

from pages.models.accessibility import AccessibilityPolicyPage, AccessibilityTestPage, TestedCriterion
from pages.models.article import ArticlePage
from pages.models.banner import EmergencyBanner
from pages.models.bulletin import BulletinPage, IssueEntry, IssuePage
from pages.models.call import CallPage
from pages.models.contact import ContactPage
from pages.models.content import ContentPage, PlacedPage
from pages.models.event import EventDate, EventPage
from pages.models.faq import FaqPage, Question
from pages.models.group_profile import GroupProfilePage
from pages.models.hub import HubPage
from pages.models.issue_print import IssuePrint
from pages.models.language_home import LanguageHomePage
from pages.models.language_hub import LanguageHubPage
from pages.models.menu import MenuItem
from pages.models.news import NewsPage
from pages.models.opportunity import OpportunityPage
from pages.models.saved_query import SavedQuery
from pages.models.section import SectionPage
from pages.models.standard import StandardPage
from pages.models.ward_home import WardHomePage

__all__ = [
    "AccessibilityPolicyPage",
    "AccessibilityTestPage",
    "ArticlePage",
    "BulletinPage",
    "CallPage",
    "ContactPage",
    "ContentPage",
    "EmergencyBanner",
    "EventDate",
    "EventPage",
    "FaqPage",
    "GroupProfilePage",
    "HubPage",
    "IssueEntry",
    "IssuePage",
    "IssuePrint",
    "LanguageHomePage",
    "LanguageHubPage",
    "MenuItem",
    "NewsPage",
    "OpportunityPage",
    "PlacedPage",
    "Question",
    "SavedQuery",
    "SectionPage",
    "StandardPage",
    "TestedCriterion",
    "WardHomePage",
]

"""Page types of the ward's and the hubs' sites; one file each."""

from pages.models.call import CallPage
from pages.models.hub import HubPage
from pages.models.standard import StandardPage
from pages.models.ward_home import WardHomePage

__all__ = ["CallPage", "HubPage", "StandardPage", "WardHomePage"]

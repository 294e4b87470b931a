"""Every route of the product: which record it shows, and who may pass. A route missing here is red.

A new route gets its lines in ``doors_resident``, ``doors_desk`` or ``doors_registers``: one per method and
kind of request that its view takes. Routes of Wagtail and allauth stand in ``foreign_routes.txt``.
"""

from __future__ import annotations

from pathlib import Path

from tests.roles import doors_coordination, doors_linking
from tests.roles.door import Door
from tests.roles.doors_api import RESIDENT_API, SHARED, STAFF
from tests.roles.doors_catalogue import CATALOGUE, SAVED
from tests.roles.doors_desk import DESK
from tests.roles.doors_editing import EDITING, PUBLIC
from tests.roles.doors_exchange import EXCHANGE, EXCHANGE_DESK
from tests.roles.doors_field import CASE_STUDIES, FIELD
from tests.roles.doors_keys import KEYS_DESK, KEYS_RESIDENT
from tests.roles.doors_pages import BANNERS, LISTS
from tests.roles.doors_persons import PERSONS
from tests.roles.doors_registers import REGISTERS
from tests.roles.doors_resident import RESIDENT
from tests.roles.doors_rules import RULES
from tests.roles.doors_sharing import SHARING, TEAMS
from tests.roles.doors_volunteers import VOLUNTEERS_DESK, VOLUNTEERS_RESIDENT
from tests.roles.doors_webhooks import WEBHOOKS
from tests.roles.people import ROLES
from tests.roles.routes import listed

SETS: dict[str, tuple[Door, ...]] = {
    "resident": (
        *RESIDENT,
        *EXCHANGE,
        *LISTS,
        *PUBLIC,
        *doors_coordination.RESIDENT,
        *doors_linking.RESIDENT,
        *CASE_STUDIES,
        *VOLUNTEERS_RESIDENT,
        *KEYS_RESIDENT,
    ),
    "desk": (
        *DESK,
        *EXCHANGE_DESK,
        *EDITING,
        *RULES,
        *doors_coordination.DESK,
        *doors_linking.DESK,
        *FIELD,
        *VOLUNTEERS_DESK,
        *PERSONS,
        *KEYS_DESK,
        *SHARING,
        *CATALOGUE,
    ),
    "registers": (*REGISTERS, *TEAMS, *BANNERS, *WEBHOOKS, *SAVED),
    "api_resident": RESIDENT_API,
    "api_desk": (*STAFF, *SHARED),
}
# Two shades of a role are tried where they differ from it.
ONLY_AT = {"member": ("resident", "api_resident"), "deputy": ("desk", "api_desk")}
CELLS = [(role, name) for role in ROLES for name in SETS if name in ONLY_AT.get(role, (name,))]
SCOPES = ("", "hubs/<slug:code>/", "areas/<slug:code>/", "topics/<slug:code>/")
VIEWS = ("", "month/<str:month>/", "week/", "week/<str:day>/", "list/")
DOORS = {door.name for doors in SETS.values() for door in doors}

CALENDARS = [
    *(f"{before}events/{view}" for before in ("", "hubs/<slug:code>/") for view in VIEWS),
    *(f"{before}events.ics" for before in SCOPES),
    "events/<uuid:uid>.ics",
]
FEEDS = [f"{before}feed.{suffix}" for before in SCOPES for suffix in ("rss", "atom")]

# Routes without a record of ours, by address, each with the rule that covers it elsewhere.
ELSEWHERE = {
    "cms/login/": "the desk's doors lead to the one sign-in: tests/cms/people/test_access.py",
    "cms/password_reset/": "the same",
    "cms/password_reset/<path:rest>": "the same",
    "cms/bulk/people/user/<path:action>": "always 404: tests/cms/people/test_desk.py",
    "cms/^.*/$": "Wagtail's last line below the desk, always 404",
    **dict.fromkeys(
        (f"accounts/{page}" for page in ("3rdparty/", "3rdparty/<path:rest>", "social/<path:rest>")),
        "always 404: tests/cms/people/test_oidc.py",
    ),
    "accounts/login/code/": "leads to the one sign-in: tests/cms/people/test_sign_in.py",
    **dict.fromkeys(
        (f"accounts/2fa/recovery-codes/{page}" for page in ("", "download/", "generate/")),
        "pages of one's own account, with an answer for a lost key: tests/cms/people/test_key_rotation.py",
    ),
    "api/v1/": "leads nowhere: tests/cms/api/test_interface.py",
    "api/example/": "files without data, off in service: tests/e2e/test_example_front_end.py",
    "api/example/<str:name>": "files without data, off in service: tests/e2e/test_example_front_end.py",
    "api/v1/docs": "a page without data",
    "api/v1/openapi.json": "the description, the same for everybody: tests/cms/api/test_interface.py",
    "api/v1/<path:rest>": "always 404: tests/cms/api/test_interface.py",
    **dict.fromkeys(
        (f"api/v2/^{noun}/{page}" for noun in ("pages", "images", "documents") for page in ("", "<int:pk>/", "find/")),
        "Wagtail's API v2 of public pages and their files: tests/cms/api/content/test_doors.py",
    ),
    "files/images/<path:path>": "pictures of published pages: tests/media/test_published_images.py",
    **dict.fromkeys(CALENDARS, "events of live and public pages only: tests/pages/calendar"),
    **dict.fromkeys(FEEDS, "live and public pages only: tests/pages/feeds"),
    "bulletins/<int:issue>.pdf": "papers of live and public issues only: tests/pages/print",
    "hubs/<slug:code>/signage/": "live and public pages of the hub only: tests/pages/signage",
    "hubs/<slug:code>/signage/worker.js": "a script without data",
    "cms/issues/<int:pk>/mail/": "who writes mails for the issue's hub, 404 for others: tests/pages/mail",
    r"documents/^(\d+)/(.*)$": "documents that editors published: tests/media/test_published_documents.py",
    r"^(?!_util/)((?:[\w\-]+/)*)$": "Wagtail pages, live and public only: tests/pages",
}
FOREIGN = listed(Path(__file__).with_name("foreign_routes.txt"))

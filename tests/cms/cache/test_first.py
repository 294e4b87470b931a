import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from cms.cache import version, store
from pages.setting_up import set_up_sites
from tests.factories_hubs import make_small_ward
from tests.factories_programmes import make_call
from cms.hubs.models import Hub
pytestmark = pytest.mark.usefixtures("own_database")
def test_it(client: Client, settings):
    settings.PAGE_CACHE=True
    make_small_ward(); make_call("open-call"); set_up_sites()
    v=version._read(); print(v)
    for p in ("/west/","/west/open-call/","/","/calls/","/hubs/find/"):
        for n in range(3):
            with CaptureQueriesContext(connection) as c:
                r=client.get(p)
            print(p,n,r.status_code,len(c), r.headers.get("ETag"), r.headers.get("Vary"), r.cookies)
    Hub.objects.filter(code="west").update(name="Hallo")
    print(version._read(), v); version._last=("",float("-inf"),None)
    print(b"Hallo" in client.get("/west/").content)
    with CaptureQueriesContext(connection) as c:
        client.get("/west/?x=1")
    for q in c: print(q["sql"][:150])

"""A small ward for tests: three towns, two hubs (one verified), one 丁目 without a hub."""

from __future__ import annotations

from cms.hubs.models import Area, Chome, Hub, Ward

DESK_PHONE = "03-0000-1111"


def make_ward() -> Ward:
    return Ward.objects.create(
        name="試験区",
        desk_name="地域振興課",
        desk_phone=DESK_PHONE,
        desk_address="試験区役所9階",
    )


def make_town(name: str, kana: str, count: int) -> list[Chome]:
    """A 町 with ``count`` 丁目; 0 for a 町 without."""
    numbers = range(1, count + 1) if count else (0,)
    return [Chome.objects.create(town=name, town_kana=kana, number=number) for number in numbers]


def make_area(code: str, chome: list[Chome], *, verified: bool = True) -> Area:
    area = Area.objects.create(code=code, name=f"{code}地域", layer=Area.Layer.NETWORK, verified=verified)
    area.chome.set(chome)
    return area


def make_hub(code: str, area: Area | None = None, **fields: object) -> Hub:
    defaults = {"name": f"{code}拠点", "status": Hub.Status.ACTIVE, "verified": True}
    return Hub.objects.create(code=code, area=area, **{**defaults, **fields})


def make_small_ward() -> dict[str, Hub]:
    """石神井台1-6 belongs to the verified hub ``west``, 7-8 and 光が丘 to the unverified ``east``, 栄町 to none."""
    make_ward()
    dai = make_town("石神井台", "シャクジイダイ", 8)
    hikari = make_town("光が丘", "ヒカリガオカ", 7)
    make_town("栄町", "サカエチョウ", 0)
    make_town("石神井町", "シャクジイマチ", 2)
    return {
        "west": make_hub("west", make_area("a-west", dai[:6])),
        "east": make_hub("east", make_area("a-east", [*dai[6:], *hikari]), verified=False),
    }

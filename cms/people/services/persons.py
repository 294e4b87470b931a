"""Persons: saved as typed, found by every ending of their name and reading."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.log_actions import log

from cms.people.access import live_roles
from cms.people.models import CommunityGroup, NameTerm, Person, User
from cms.people.services.fields import set_fields
from cms.search.suffixes import endings

PERSON_FIELDS = ("name", "name_kana", "name_alternative", "email", "phone", "postal_code", "address")


def rebuild_terms(record: Person | CommunityGroup) -> None:
    """The search terms of ``record`` agree with its name and reading; must run in its transaction."""
    texts = [record.name, record.name_kana, getattr(record, "name_alternative", "")]
    owner = {"person": record} if isinstance(record, Person) else {"group": record}
    NameTerm.objects.filter(**owner).delete()
    NameTerm.objects.bulk_create(NameTerm(term=term, **owner) for term in endings(*filter(None, texts)))


@transaction.atomic
def save_person(person: Person, *, actor: User | None, **fields: Any) -> Person:
    """``person`` has ``fields`` and is found by them; the log names the changed fields, never their values."""
    created = person.pk is None
    changed = set_fields(person, PERSON_FIELDS, fields)
    person.save()
    rebuild_terms(person)
    if "name" in changed and person.user is not None and not live_roles(person.user).is_staff_member:
        # What a resident does is shown under the name they gave, not under their address.
        User.objects.filter(pk=person.user.pk).update(last_name=person.name, first_name="")
    if changed or created:
        log(
            person,
            "people.person_created" if created else "people.person_changed",
            user=actor,
            data={"fields": sorted(changed)},
        )
    return person


def nobody() -> Person:
    """The empty row to which a case points when the person behind it was erased."""
    empty = dict.fromkeys(PERSON_FIELDS, "")
    return Person.objects.filter(user=None, erased_at__isnull=False, **empty).first() or Person.objects.create(
        user=None, erased_at=timezone.now(), **empty
    )


@transaction.atomic
def forget_person(person: Person, *, actor: User | None) -> bool:
    """The row is gone with its search terms, unless an account or another record still needs it; True when gone."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if locked.user_id is not None or locked.erased_at is not None:
        return False
    try:
        with transaction.atomic():
            log(locked, "people.person_erased", user=actor)
            locked.delete()
    except ProtectedError:
        return False
    return True


@transaction.atomic
def person_of(user: User, **fields: Any) -> Person:
    """The person of the account ``user``, made from its name and address if there is none yet.

    ``fields`` are saved when given.
    """
    User.objects.select_for_update().get(pk=user.pk)
    person = Person.objects.filter(user=user).first()
    if person is None:
        start = {"name": user.get_full_name() or user.email, "email": user.email}
        return save_person(Person(user=user), actor=user, **{**start, **fields})
    return save_person(person, actor=user, **fields) if fields else person

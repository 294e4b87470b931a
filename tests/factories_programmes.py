"""A programme with one call, as data files would bring it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from workflows.programmes.models import Call, CostKind, Programme, RequiredAttachment


def make_call(slug: str, **programme: object) -> Call:
    """A published call of a programme of its own, open since 30 days and for 60 more."""
    defaults = {
        "kind": "subsidy",
        "name": f"{slug}補助金",
        "legal_basis": Programme.LegalBasis.OUTLINE,
        "division": "地域振興課",
        "number_mark": "試地地",
        "consultation": Programme.Consultation.REQUIRED,
        "cap_yen": 70_000,
    }
    made = Programme.objects.create(slug=slug, **{**defaults, **programme})
    CostKind.objects.create(programme=made, key="eligible", label="委託費", order=0)
    CostKind.objects.create(programme=made, key="food", label="飲食費", eligible=False, order=1)
    RequiredAttachment.objects.create(programme=made, key="rules", label="会則")
    now = timezone.now()
    return Call.objects.create(
        programme=made,
        slug=slug,
        title=f"{slug}の募集",
        fiscal_year=2026,
        budget_fiscal_year=2026,
        opens_at=now - timedelta(days=30),
        closes_at=now + timedelta(days=60),
        is_published=True,
    )

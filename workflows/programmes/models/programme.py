"""A standing scheme (補助制度) as its 要綱 describes it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from forms.definition import KEY, RESERVED


def names_a_question(key: str) -> None:
    """Attachments become questions of the form, so their keys follow its rule. Raises ValidationError."""
    if not KEY.fullmatch(key) or key in RESERVED:
        raise ValidationError(
            gettext("Use small letters, digits and the underscore, begin with a letter, and avoid the names %(names)s.")
            % {"names": ", ".join(sorted(RESERVED))}
        )


class Programme(ClusterableModel):
    """Amounts, deadlines and wording of one scheme; its lists are edited with it, in one form."""

    class LegalBasis(models.TextChoices):
        ORDINANCE = "ordinance", _("ordinance (条例)")
        RULE = "rule", _("rule (規則)")
        OUTLINE = "outline", _("outline (要綱)")

    class Consultation(models.TextChoices):
        NONE = "none", _("not needed")
        OPTIONAL = "optional", _("possible")
        REQUIRED = "required", _("required before applying")

    slug = models.SlugField(_("slug"), unique=True)
    kind = models.SlugField(_("kind of procedure"))
    name = models.CharField(pgettext_lazy("programme", "name"), max_length=120)
    summary = models.TextField(_("summary"), blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=12, choices=LegalBasis.choices)
    legal_name = models.CharField(_("name of the rule"), max_length=120, blank=True)
    division = models.CharField(_("division in charge"), max_length=80)
    number_mark = models.CharField(_("mark in official numbers"), max_length=20, help_text=_("e.g. 練地地"))
    consultation = models.CharField(
        _("prior consultation"), max_length=10, choices=Consultation.choices, default=Consultation.NONE
    )
    cap_yen = models.PositiveIntegerField(
        _("cap (yen)"), default=0, help_text=_("Leave at 0 for a kind of procedure that grants no money.")
    )
    rate_numerator = models.PositiveSmallIntegerField(_("rate: numerator"), default=1)
    rate_denominator = models.PositiveSmallIntegerField(_("rate: denominator"), default=1)
    rounding_yen = models.PositiveIntegerField(_("rounded down to (yen)"), default=1)
    processing_days = models.PositiveSmallIntegerField(_("standard processing days"), default=30)
    correction_days = models.PositiveSmallIntegerField(_("days given for a correction"), default=14)
    retention_years = models.PositiveSmallIntegerField(
        _("retention (years)"),
        default=5,
        db_default=5,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_(
            "Counted from the end of the fiscal year in which a case is closed. Five years is the default of the "
            "system: check it against the ward's rules on keeping documents."
        ),
    )
    applications_per_group = models.PositiveSmallIntegerField(
        _("applications per group and call"),
        default=1,
        help_text=_("How many applications of one group may be open or granted in one call."),
    )
    conditions = models.TextField(_("conditions"), blank=True)
    declaration = models.TextField(_("declaration"), blank=True)
    appeal_notice = models.TextField(
        _("notice on appeal (教示)"), blank=True, help_text=_("Leave empty unless the legal office asks for it.")
    )
    open_to = models.JSONField(_("kinds of group that may apply"), default=list, blank=True)
    verified = models.BooleanField(_("verified"), default=False)
    note = models.CharField(_("note on verification"), max_length=300, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="programme_rate_at_most_one",
                condition=models.Q(rate_numerator__gte=1) & models.Q(rate_denominator__gte=models.F("rate_numerator")),
            ),
            models.CheckConstraint(name="programme_rounding_positive", condition=models.Q(rounding_yen__gte=1)),
            models.CheckConstraint(
                name="programme_one_application_at_least", condition=models.Q(applications_per_group__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A decision under an ordinance has to say how to appeal (行政不服審査法第82条)."""
        super().clean()
        if self.lacks_appeal_notice:
            raise ValidationError(
                {"appeal_notice": _("A programme under an ordinance needs the notice on appeal (教示).")}
            )

    @property
    def lacks_appeal_notice(self) -> bool:
        return self.legal_basis == self.LegalBasis.ORDINANCE and not self.appeal_notice.strip()


class CostKind(models.Model):
    """A line of the budget that the applicant may fill; only eligible ones count for the amount."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="cost_kinds")
    key = models.SlugField(_("key"))
    label = models.CharField(_("label"), max_length=60)
    help = models.CharField(_("help"), max_length=200, blank=True)
    eligible = models.BooleanField(_("eligible"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("cost kind")
        verbose_name_plural = _("cost kinds")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="cost_kind_once")]

    def __str__(self) -> str:
        return self.label


class EligibilityQuestion(models.Model):
    """Yes/no, answered before anything else and without signing in."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="eligibility_questions")
    text = models.CharField(_("question"), max_length=200)
    help = models.CharField(_("help"), max_length=300, blank=True)
    wanted = models.BooleanField(_("answer needed"), default=True)
    explanation = models.CharField(_("explanation if it does not fit"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("eligibility question")
        verbose_name_plural = _("eligibility questions")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text


class RequiredAttachment(models.Model):
    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="attachments")
    key = models.SlugField(_("key"), validators=[names_a_question])
    label = models.CharField(_("label"), max_length=60)
    help = models.CharField(_("help"), max_length=200, blank=True)
    required = models.BooleanField(_("required"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="attachment_once")]

    def __str__(self) -> str:
        return self.label


class LetterText(models.Model):
    """The wording of one letter of the programme; ``{…}`` marks are filled in, see correspondence."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="letter_texts")
    outcome = models.CharField(pgettext_lazy("programme", "letter"), max_length=20)
    title = models.CharField(_("title"), max_length=80)
    body = models.TextField(_("body"))

    class Meta:
        verbose_name = _("wording of a letter")
        verbose_name_plural = _("wordings of letters")
        constraints = [models.UniqueConstraint(fields=["programme", "outcome"], name="letter_text_once")]

    def __str__(self) -> str:
        return self.title


class StepLimit(models.Model):
    """How many days a step may take in this programme."""

    programme = ParentalKey(Programme, on_delete=models.CASCADE, related_name="step_limits")
    step = models.SlugField(pgettext_lazy("programme", "step"))
    days = models.PositiveSmallIntegerField(_("days"))

    class Meta:
        verbose_name = _("limit of a step")
        verbose_name_plural = _("limits of steps")
        constraints = [models.UniqueConstraint(fields=["programme", "step"], name="step_limit_once")]

    def __str__(self) -> str:
        return f"{self.step}: {self.days}"

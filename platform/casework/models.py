"""What people add to a case: notes, questions and answers, checks and decisions. Texts are sealed with the case's key."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from billing.fees.relief import Ground, Kind
from declarations.models import Declaration


class Note(models.Model):
    case = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="notes")
    sealed_text = models.BinaryField()
    written_by = models.BigIntegerField()
    written_at = models.DateTimeField()


class RequestKind(models.TextChoices):
    MORE = "more"
    SECURITY = "security"
    HEARING = "hearing"


class SponsorRequest(models.Model):
    """Something the sponsor is asked for: papers, an explanation, a security, a view on an intended refusal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=10, choices=RequestKind.choices)
    document_kind = models.CharField(max_length=40, blank=True)
    sealed_text = models.BinaryField()
    sealed_answer = models.BinaryField(null=True)
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=RequestKind.values), name="casework_request_kind_known"),
        ]


class Result(models.TextChoices):
    PROVEN = "PROVEN"
    CREDIBLE = "CREDIBLE"
    NOT_PROVEN = "NOT_PROVEN"


class CheckRecord(models.Model):
    """A clerk's finding, with the worksheet as it was then, frozen. The machine proposed, ``decided_by`` decided."""

    city_rights = "SELECT, INSERT, UPDATE"

    case = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="checks")
    result = models.CharField(max_length=10, choices=Result.choices)
    proposal = models.CharField(max_length=20)
    sealed_worksheet = models.BinaryField()
    sealed_reason = models.BinaryField()
    decided_by = models.BigIntegerField()
    decided_at = models.DateTimeField()
    confirmed_by = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(result__in=Result.values), name="casework_result_known"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("decided_by")), name="casework_four_eyes"
            ),
        ]


class Decision(models.Model):
    """An approval or refusal by a person. One per case and kind of outcome that stands.

    ``sealed_report``: who decided and when, where the authority's own system reported it; ``decided_by`` is then nobody (0).
    """

    city_rights = "SELECT, INSERT"

    case = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=12)
    sealed_reason = models.BinaryField()
    sealed_letter = models.BinaryField(null=True)
    sealed_report = models.BinaryField(null=True)
    decided_by = models.BigIntegerField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(outcome__in=["approved", "refused"]), name="casework_outcome_known"),
        ]


class FeeDecision(models.Model):
    """A person's decision that less than the fee is owed, or nothing, or again the whole. The last one counts.

    ``kind`` and ``ground`` as in ``billing.fees.relief``; ``unit_cents`` what each declarant pays of a reduced fee;
    ``full_cents`` what was owed in all without any decision, postage included.
    """

    city_rights = "SELECT, INSERT"

    case = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="fee_decisions")
    kind = models.CharField(max_length=8)
    ground = models.CharField(max_length=16, blank=True)
    unit_cents = models.PositiveIntegerField()
    with_postage = models.BooleanField()
    full_cents = models.PositiveIntegerField()
    sealed_reason = models.BinaryField()
    decided_by = models.BigIntegerField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="casework_fee_kind_known"),
            models.CheckConstraint(
                condition=Q(ground__in=[ground.value for ground in Ground]), name="casework_fee_ground_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="reduced", unit_cents__gt=0) | (~Q(kind="reduced") & Q(unit_cents=0)),
                name="casework_fee_reduced_to_something",
            ),
        ]


class PaperStep(models.Model):
    """What happened to the paper: signed, issued (with the form's serial number), handed over, posted, returned."""

    city_rights = "SELECT, INSERT"

    case = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="paper_steps")
    step = models.CharField(max_length=12)
    sealed_details = models.BinaryField()
    by = models.BigIntegerField()
    at = models.DateTimeField()


class Correction(models.Model):
    """What a clerk read in the papers instead of what was stated, sealed. The last one counts, whole."""

    city_rights = "SELECT, INSERT"

    case = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="corrections")
    sealed_facts = models.BinaryField()
    by = models.BigIntegerField()
    at = models.DateTimeField()


class SentForm(models.Model):
    """A form of the desk that was acted upon: sent a second time, it does nothing more."""

    city_rights = "SELECT, INSERT"

    case = models.ForeignKey(Declaration, on_delete=models.CASCADE, related_name="sent_forms")
    token = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "token"], name="casework_form_once")]

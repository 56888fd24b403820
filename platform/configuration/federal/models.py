"""Drafts and publications of federal values, in ``public``. What is published never changes: rights forbid it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kernel.ags import LAENDER
from tenants.models import City

LANDS = ["", *LAENDER]


class Proposal(models.Model):
    """What both have. ``land`` is empty for Germany. People are numbers of operators, with the names they had then."""

    kind = models.CharField(max_length=40)
    land = models.CharField(max_length=2, blank=True, default="")
    valid_from = models.DateField()
    value = models.JSONField()
    shape = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    reason = models.CharField(max_length=400)
    drafted_by = models.BigIntegerField()
    drafted_name = models.CharField(max_length=120)
    drafted_at = models.DateTimeField()

    class Meta:
        abstract = True


class Draft(Proposal):
    """Open until it is published or withdrawn. Its content never changes; who wants another one makes a new draft."""

    operator_rights = "SELECT, INSERT, UPDATE (withdrawn_by, withdrawn_name, withdrawn_at)"

    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_name = models.CharField(max_length=120, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(land__in=LANDS), name="federal_draft_land_known")]


class Publication(Proposal):
    """A value for everybody from its first day on. Of several editions of one day the last one holds."""

    operator_rights = "SELECT, INSERT"
    common_rights = "SELECT"

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="publication")
    edition = models.PositiveSmallIntegerField()
    approved_by = models.BigIntegerField()
    approved_name = models.CharField(max_length=120)
    approved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(land__in=LANDS), name="federal_publication_land_known"),
            models.CheckConstraint(condition=~Q(drafted_by=F("approved_by")), name="federal_publication_four_eyes"),
            models.CheckConstraint(condition=Q(edition__gte=1), name="federal_publication_edition"),
            models.UniqueConstraint(fields=["kind", "land", "valid_from", "edition"], name="federal_publication_day"),
        ]


class PeerSection(models.Model):
    """A section that a city offers to all others, as it published it. Settings alone: what no city has to itself."""

    common_rights = "SELECT"

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="offers")
    slug = models.CharField(max_length=40)
    city_name = models.CharField(max_length=120)
    land = models.CharField(max_length=2)
    section = models.CharField(max_length=40)
    shape = models.PositiveSmallIntegerField()
    value = models.JSONField()
    reported_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["city", "section"], name="federal_peer_section_once")]


class Notice(models.Model):
    """The operator tells cities something: on the console's pages, from a day to a day (``until`` included, in Germany).

    ``land`` and ``stage`` are empty for all. What was written never changes; it can be taken back.
    """

    common_rights = "SELECT"
    operator_rights = "SELECT, INSERT, UPDATE (withdrawn_at)"

    text_de = models.CharField(max_length=600)
    text_en = models.CharField(max_length=600)
    since = models.DateField()
    until = models.DateField()
    land = models.CharField(max_length=2, blank=True, default="")
    stage = models.CharField(max_length=12, blank=True, default="")
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=254)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(land__in=LANDS), name="federal_notice_land_known"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="federal_notice_days"),
        ]

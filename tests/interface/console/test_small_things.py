"""Small things of the console that were wrong once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from configuration import drafting, filling, versions
from configuration.drafting import Editor
from kernel.clock import now
from tenants.binding import bind
from tests.interface.desk.clerks import document_of, words

PUBLISH, FILE, COLLEAGUE = "/verwaltung/veroeffentlichen/", "/verwaltung/datei/", "/verwaltung/kollegin/"
REACH = "/verwaltung/abschnitt/authority/teil/erreichen/"


def test_the_day_in_a_mail_is_written_in_its_language(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    assert "3. August 2027" in mika.text("/verwaltung/abschnitt/mail/ansehen/?mail=invitation&sprache=de")
    english = mika.text("/verwaltung/abschnitt/mail/ansehen/?mail=invitation&sprache=en")
    assert "3 August 2027" in english
    assert "3. August 2027" not in english


def test_the_protocol_is_named_by_the_hour_here(offenbach: Any, official: Any, clock: Any) -> None:
    from onboarding.rehearsal.models import Run

    begun = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # after midnight in Germany
    with bind(offenbach):
        run = Run.objects.create(
            ordered_at=begun, ordered_by="Mika", staff_id=1, with_draft=False, version=1, stand="", state="passed",
            ended_at=begun + timedelta(minutes=1), open_slot=None,
        )  # fmt: skip
    answer = official(offenbach).get(f"/verwaltung/probe/{run.id}/protokoll.pdf")
    assert "probe-2026-11-22-0030.pdf" in answer.headers["Content-Disposition"]


def test_who_may_not_bring_a_file_is_told_so(offenbach: Any, official: Any) -> None:
    reader = official(offenbach, "data_protection")
    answer = reader.post(FILE, {"file": SimpleUploadedFile("x.yaml", b"configuration: {}")})
    assert answer.status_code == 403
    assert "nicht für Sie freigegeben" in words(answer)
    [link] = document_of(answer).xpath("//main//a/@href")
    assert reader.get(link).status_code == 200


@pytest.mark.parametrize("path", [PUBLISH, FILE, COLLEAGUE])
def test_a_form_that_is_not_filled_in_is_answered_as_wrong(path: str, offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    mika.send(REACH, phone="069 1")
    assert mika.post(path, {}).status_code == 422


def test_a_section_replaced_whole_is_begun_anew(offenbach: Any, official: Any) -> None:
    """Else it could not be published: something else was published since the old draft was begun."""
    from billing.fees.config import FeesConfig
    from configuration.operations import publish_change

    mika = official(offenbach)
    mika.send("/verwaltung/abschnitt/fees/teil/porto/", postage_cents="3,45")
    with bind(offenbach), transaction.atomic():
        publish_change(section=FeesConfig, changes={"when": "none"}, author="Kim", at=now(), reason="Kasse")
        raw = {"fees": versions.typed(versions.final())["fees"] | {"postage_cents": 100}}
        filling.fill(raw=raw, by=Editor(1, "Mika"), at=now(), replacing=True)
        assert drafting.current().rows["fees"].basis == versions.final().number
    assert mika.send(PUBLISH, reason="Datei").status_code == 302


@pytest.mark.parametrize(("page", "leads"), [("/verwaltung/probe/", "/verwaltung/probe/"), ("https://evil.example/", "/verwaltung/")])  # fmt: skip
def test_who_has_read_a_notice_stays_on_the_page(page: str, leads: str, offenbach: Any, official: Any) -> None:
    answer = official(offenbach).post("/verwaltung/hinweis/1/", {"seite": page})
    assert answer["Location"] == leads


def test_looking_at_one_section_reads_only_its_confirmations(offenbach: Any) -> None:
    with bind(offenbach), transaction.atomic():
        for name in ("fees", "mail"):
            drafting.confirm(name=name, seen=drafting.section_of(name).stand, by=Editor(1, "M"), at=now())
        there = drafting.section_of("mail")
        assert drafting.confirmed(there) == {("mail", there.stand)}
        assert len(drafting.confirmed()) == 2


def test_the_door_is_not_used_up_by_trying_the_link(offenbach: Any, official: Any, browse: Any) -> None:
    from onboarding.golive import support

    mika = official(offenbach)
    mika.send("/verwaltung/einblick/")
    with bind(offenbach):
        secret = support.door(slug="offenbach", by="alex")
    path = f"/verwaltung/einblick/{secret}/"
    somebody = browse(offenbach)
    assert somebody.head(path).status_code == 405
    assert somebody.get(path).status_code == 302
    assert "Vorschau" not in words(somebody.get("/verwaltung/entwurf/"))

"""An invoice goes by mail once, whatever breaks; what nobody knows is said, and a person decides."""

from __future__ import annotations

import smtplib
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, connections, transaction

from billing.invoicing import issuing, mailing, papers, sending
from billing.invoicing.drafting import draw_up
from billing.invoicing.models import Contract, Dispatch, Invoice
from billing.invoicing.sending import UnableToSend
from tenants.binding import bind_public
from tests.support.invoicing import ALEX, ROBIN, SELLER, a_contract, a_payer, a_plan

PAYER = "rechnung@offenbach.example"


@pytest.fixture
def invoice(offenbach: Any, at: datetime) -> Iterator[Invoice]:
    """Issued, with its files. Bound to ``public``."""
    with bind_public():
        with transaction.atomic():
            a_contract(offenbach, a_plan(), a_payer())
            draw_up(run="2026-10", by=ROBIN, at=at)
            issuing.issue(invoice_id=Invoice.objects.get().pk, by=ALEX, at=at)
        papers.make_due(at=at)
        yield Invoice.objects.select_related("issue").get()


def _queue(invoice: Invoice, at: datetime, edition: int = 1) -> Dispatch:
    with transaction.atomic():
        return sending.queue(invoice_id=invoice.pk, edition=edition, by=ROBIN, at=at)


def _states() -> list[str]:
    return list(Dispatch.objects.order_by("edition").values_list("state", flat=True))


def test_the_mail_brings_both_files_and_its_subject_names_no_person(
    invoice: Invoice, at: datetime, mailoutbox: list[Any]
) -> None:
    _queue(invoice, at)
    mailing.send_due(at=at)
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == ([PAYER], f"Rechnung Z2026-00001 – {SELLER.name}")
    assert mail.reply_to == [SELLER.email]
    files = {name: (content, mime) for name, content, mime in mail.attachments}
    assert {name: mime for name, (_, mime) in files.items()} == {
        "Z2026-00001.xml": "application/xml",
        "Z2026-00001.pdf": "application/pdf",
    }
    kept = papers.stored(invoice, "pdf")
    assert files["Z2026-00001.pdf"][0] == kept
    sent_xml = files["Z2026-00001.xml"][0]
    assert (sent_xml if isinstance(sent_xml, bytes) else sent_xml.encode()) == papers.stored(invoice, "xml")
    for text in ("Z2026-00001", "22.12.2026", "04011000-1234512345-06", "Rechnungsstelle"):
        assert text in mail.body, text


def test_a_credit_note_says_what_it_takes_back(invoice: Invoice, at: datetime, mailoutbox: list[Any]) -> None:
    with transaction.atomic():
        note = issuing.cancel(invoice_id=invoice.pk, by=ALEX, at=at)
        issuing.issue(invoice_id=note.pk, by=ROBIN, at=at)
    papers.make_due(at=at)
    _queue(note, at)
    mailing.send_due(at=at)
    assert mailoutbox[0].subject.startswith("Gutschrift Z2026-00002")
    assert "Hebt auf: Rechnung Z2026-00001" in mailoutbox[0].body
    assert "Zahlbar" not in mailoutbox[0].body


def test_two_workers_send_it_once(invoice: Invoice, at: datetime, mailoutbox: list[Any]) -> None:
    _queue(invoice, at)

    def work() -> None:
        with bind_public():
            mailing.send_due(at=at)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(mailoutbox), _states()) == (1, ["sent"])


def test_two_clicks_at_the_same_moment_are_one(invoice: Invoice, at: datetime) -> None:
    found: list[int] = []

    def click() -> None:
        with bind_public():
            found.append(_queue(invoice, at).pk)
        connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert _states() == ["queued"]


@pytest.mark.parametrize("where", ["message_of", "_post", "_settle"])
def test_a_crash_never_sends_twice_and_ends_in_a_question(
    invoice: Invoice, at: datetime, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    _queue(invoice, at)
    with monkeypatch.context() as patched:
        patched.setattr(mailing, where, _dies)
        with pytest.raises(KeyboardInterrupt):
            mailing.send_due(at=at)
    before = len(mailoutbox)
    later = at + mailing.GIVEN_UP
    assert mailing.send_due(at=later - timedelta(seconds=1)) == 0
    assert _states() == ["sending"]
    assert mailing.anything_due(at=later)
    assert mailing.send_due(at=later) == 0
    assert (len(mailoutbox), _states()) == (before, ["unclear"])
    _queue(invoice, later, edition=2)
    mailing.send_due(at=later)
    assert (len(mailoutbox), _states()) == (before + 1, ["unclear", "sent"])


def _dies(*_: Any) -> None:
    raise KeyboardInterrupt


REFUSED = smtplib.SMTPRecipientsRefused({PAYER: (550, b"no such box")})
BUSY = smtplib.SMTPRecipientsRefused({PAYER: (450, b"later")})


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (REFUSED, "failed"), (BUSY, "queued"), (smtplib.SMTPDataError(552, b"too big"), "failed"),
        (smtplib.SMTPSenderRefused(451, b"later", "x"), "queued"), (smtplib.SMTPServerDisconnected("gone"), "unclear"),
        (TimeoutError(), "unclear"),
    ],
    ids=["refused", "busy", "too-big", "sender-later", "gone", "timeout"],
)  # fmt: skip
def test_what_the_mail_server_says_decides_what_follows(
    invoice: Invoice, at: datetime, monkeypatch: pytest.MonkeyPatch, error: Exception, state: str
) -> None:
    def send(_message: EmailMessage, **_: Any) -> int:
        raise error

    monkeypatch.setattr(EmailMessage, "send", send)
    _queue(invoice, at)
    mailing.send_due(at=at)
    [row] = Dispatch.objects.all()
    assert (row.state, row.error) == (state, type(error).__name__)


def test_while_the_mail_server_is_away_it_is_tried_again_and_at_last_given_up(
    invoice: Invoice, at: datetime, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def open(self) -> None:
            raise ConnectionRefusedError

    _queue(invoice, at)
    with monkeypatch.context() as patched:
        patched.setattr(mailing, "get_connection", Away)
        for pause in mailing.PAUSES:
            assert mailing.send_due(at=at) == 1
            assert mailing.send_due(at=at) == 0
            assert _states() == ["queued"]
            at += timedelta(seconds=pause)
        mailing.send_due(at=at)
    assert (_states(), mailoutbox) == (["failed"], [])


def test_a_slow_sender_that_was_given_up_still_tells_that_it_was_sent(
    invoice: Invoice, at: datetime, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[[EmailMessage], Any] = mailing._post

    def slow(message: EmailMessage) -> Any:
        mailing.send_due(at=at + mailing.GIVEN_UP)
        assert _states() == ["unclear"]
        return real(message)

    monkeypatch.setattr(mailing, "_post", slow)
    _queue(invoice, at)
    mailing.send_due(at=at)
    assert (len(mailoutbox), _states()) == (1, ["sent"])


def test_what_is_refused_leaves_nothing(invoice: Invoice, at: datetime) -> None:
    with transaction.atomic():
        note = issuing.cancel(invoice_id=invoice.pk, by=ALEX, at=at)
    assert _refusal(note, at) == "not_issued"
    with transaction.atomic():
        issuing.issue(invoice_id=note.pk, by=ROBIN, at=at)
    assert _refusal(note, at) == "no_papers"
    assert _refusal(invoice, at, edition=2) == "under_way"
    Contract.objects.update(portal="ZRE")
    assert _refusal(invoice, at) == "by_portal"
    assert not Dispatch.objects.exists()


def test_a_portal_is_named_by_the_contract_or_by_a_payer_without_mail(
    invoice: Invoice, at: datetime, offenbach: Any
) -> None:
    contract = invoice.contract
    assert sending.way_of(contract) == ("mail", PAYER)
    contract.payer.portal = "ZRE"
    assert sending.way_of(contract) == ("mail", PAYER)
    contract.payer.email = ""
    assert sending.way_of(contract) == ("portal", "ZRE")
    contract.portal = "OZG-RE"
    assert sending.way_of(contract) == ("portal", "OZG-RE")


def test_the_database_keeps_a_dispatch_as_it_was(invoice: Invoice, at: datetime) -> None:
    from django.db import ProgrammingError

    row = _queue(invoice, at)
    with pytest.raises(ProgrammingError, match="permission"), transaction.atomic():
        Dispatch.objects.filter(pk=row.pk).update(address="other@stadt.example")
    with pytest.raises(ProgrammingError, match="permission"), transaction.atomic():
        row.delete()
    row.pk = None
    with pytest.raises(IntegrityError, match="once"), transaction.atomic():
        row.save(force_insert=True)


def _refusal(invoice: Invoice, at: datetime, edition: int = 1) -> str:
    with pytest.raises(UnableToSend) as caught:
        _queue(invoice, at, edition)
    return caught.value.code

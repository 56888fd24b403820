"""The mail stand-in takes mail by SMTP, keeps it, and shows a stranger's text without trusting it."""

import smtplib
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from infra.local.ports import any_free
from infra.standins.mail.catcher import smtp_server
from infra.standins.mail.page import Page
from infra.standins.mail.store import Store
from infra.standins.mail.views import linked

TO = "Erika.Mustermann@example.org"


@pytest.fixture
def page(home: Path) -> Iterator[Page]:
    page = Page(Store(home), port=0)
    threading.Thread(target=page.serve_forever, kwargs={"poll_interval": 0.01}).start()
    yield page
    page.shutdown()
    page.server_close()


@pytest.fixture
def smtp_port(home: Path) -> Iterator[int]:
    server = smtp_server(Store(home), host="127.0.0.1", port=any_free())
    server.start()
    yield server.port
    server.stop()


def letter(*, subject: str = "Ihr Antrag", text: str = "Guten Tag", to: str = TO) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Stadt <stadt@example.org>", to, subject
    message.set_content(text)
    return message


def send(port: int, message: EmailMessage, *also: str) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.send_message(message, to_addrs=[message["To"], *also])


def get(page: Page, path: str, host: str = "localhost") -> tuple[HTTPResponse, str]:
    connection = HTTPConnection("127.0.0.1", page.server_port)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    return answer, answer.read().decode("utf-8", errors="replace")


def only_id(home: Path) -> str:
    [mail] = Store(home).all()
    return mail.id


def test_a_mail_is_listed_under_every_recipient_of_its_envelope(smtp_port: int, page: Page) -> None:
    send(smtp_port, letter(subject="Bezahlt – danke"), "blind@example.org")
    _, shown = get(page, "/")
    assert shown.count("Bezahlt – danke") == 2
    assert "erika.mustermann@example.org" in shown
    assert "blind@example.org" in shown


def test_a_mail_shows_text_html_and_attachments(smtp_port: int, page: Page, home: Path) -> None:
    message = letter(text="Weiter: http://offenbach.localhost:8000/antrag/abc.\n")
    message.add_alternative("<html><head><title>x</title></head><p>Gestaltet</p></html>", subtype="html")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Beleg Ä.pdf")
    send(smtp_port, message)
    key = only_id(home)
    _, shown = get(page, f"/mail/{key}")
    assert ">http://offenbach.localhost:8000/antrag/abc</a>." in shown
    assert "<iframe sandbox='" in shown
    assert "Gestaltet" not in shown.replace("Gestaltete", "")
    assert "Beleg Ä.pdf" in shown
    attached, content = get(page, f"/mail/{key}/anhang/0")
    assert (attached.headers["Content-Type"], content) == ("application/pdf", "%PDF-1.7")


def test_html_is_served_for_a_frame_in_which_nothing_runs(smtp_port: int, page: Page, home: Path) -> None:
    message = letter()
    message.add_alternative("<head></head><script>alert(1)</script>", subtype="html")
    send(smtp_port, message)
    answer, shown = get(page, f"/mail/{only_id(home)}/html")
    rules = answer.headers["Content-Security-Policy"]
    assert "sandbox allow-popups" in rules
    assert "allow-scripts" not in rules
    assert "default-src 'none'" in rules
    assert shown.startswith("<head><base target='_blank'>")


def test_everything_else_is_escaped(smtp_port: int, page: Page, home: Path) -> None:
    message = letter(subject="<script>s</script>", text="<script>t</script>")
    message.add_attachment("x", filename="<script>f</script>.txt")
    send(smtp_port, message)
    for path in ("/", f"/mail/{only_id(home)}"):
        assert "<script>" not in get(page, path)[1]


def test_links_end_where_the_sentence_goes_on() -> None:
    shown = linked('Siehe http://a.localhost:8000/x?a=1&b=2, "http://b.localhost/y" <b>')
    assert "<a href='http://a.localhost:8000/x?a=1&amp;b=2' " in shown
    assert "<a href='http://b.localhost/y' " in shown
    assert shown.endswith("&lt;b&gt;")


def test_mails_are_there_after_a_restart(smtp_port: int, home: Path) -> None:
    send(smtp_port, letter(subject="Bleibt"))
    assert [mail.header("Subject") for mail in Store(home).all()] == ["Bleibt"]


def test_a_site_under_a_foreign_name_reads_nothing(smtp_port: int, page: Page) -> None:
    send(smtp_port, letter(subject="Geheim"))
    answer, shown = get(page, "/", host="evil.example.org")
    assert answer.status == 403
    assert "Geheim" not in shown


@pytest.mark.parametrize("path", ["/mail/none", "/mail/..", "/an/none", "/mail/x/anhang/0", "/other"])
def test_what_is_not_there_is_said_plainly(page: Page, path: str) -> None:
    answer, shown = get(page, path)
    assert answer.status == 404
    assert "gibt es nicht" in shown


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe", b"Subject: =?x?b?!?=\nContent-Type: text/plain; charset=none\n\n\xe4"]
)
def test_a_broken_mail_is_shown_too(smtp_port: int, page: Page, home: Path, raw: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", smtp_port) as client:
        client.sendmail("a@example.org", [TO], raw)
    assert get(page, "/")[0].status == 200
    assert get(page, f"/mail/{only_id(home)}")[0].status == 200

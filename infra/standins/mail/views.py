"""What the mail page shows. Everything that came with a mail is a stranger's text: it is escaped or shut in."""

import base64
import re
from collections.abc import Iterable
from email.message import EmailMessage
from html import escape
from zoneinfo import ZoneInfo

from infra.standins.mail.store import Mail, bytes_of, token

SHORT_LIST = 10
MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
NEW_TAB = "<base target='_blank'>"
# Inside the frame nothing runs and nothing is fetched; a link opens a tab of its own.
SHUT_IN = "allow-popups allow-popups-to-escape-sandbox"
FRAME_POLICY = f"sandbox {SHUT_IN}; default-src 'none'; style-src 'unsafe-inline'; img-src data:"

STYLE = """
body{font:17px/1.5 system-ui,sans-serif;color:#1c1c1c;background:#fff;max-width:50rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.6rem;line-height:1.25;margin:1.5rem 0 .5rem;overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:2rem 0 .25rem;overflow-wrap:anywhere}
a{color:#14508c}a:focus-visible{outline:3px solid #14508c;outline-offset:2px}
ul{list-style:none;padding:0;margin:0;border-top:1px solid #ddd}
li{display:flex;gap:1rem;justify-content:space-between;flex-wrap:wrap;border-bottom:1px solid #ddd;padding:.5rem 0}
time,.quiet{color:#595959}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:0 0 1.5rem}
dt{color:#595959}dd{margin:0;overflow-wrap:anywhere}
pre{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #ddd;padding:1rem;margin:0}
iframe{box-sizing:border-box;width:100%;height:36rem;border:1px solid #ddd}
"""


def front(mails: dict[str, list[Mail]]) -> str:
    hint = "Hier liegen alle E-Mails, die Zusage auf diesem Rechner verschickt. Keine davon verlässt ihn."
    if not mails:
        return _page("E-Mails", f"<h1>E-Mails</h1><p>{hint}</p><p>Noch ist keine da.</p>")
    groups = "".join(_group(recipient, found) for recipient, found in mails.items())
    return _page("E-Mails", f"<h1>E-Mails</h1><p class='quiet'>{hint}</p>{groups}")


def of_recipient(recipient: str, mails: Iterable[Mail]) -> str:
    return _page("E-Mails", f"{_back()}<h1>{escape(recipient)}</h1>{_list(mails)}")


def one(mail: Mail) -> str:
    facts = {"Von": mail.header("From"), "An": mail.header("To") or ", ".join(mail.recipients), "Zeit": _time(mail)}
    head = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts.items())
    parts = [f"{_back()}<h1>{_subject(mail)}</h1><dl>{head}</dl>"]
    if names := [_attachment_name(part, number) for number, part in enumerate(mail.attachments())]:
        links = "".join(
            f"<li><a href='/mail/{mail.id}/anhang/{number}'>{escape(name)}</a></li>"
            for number, name in enumerate(names)
        )
        parts.append(f"<h2>Anhänge</h2><ul>{links}</ul>")
    if (text := mail.body("plain")) is not None:
        parts.append(f"<h2>Text</h2><pre>{linked(text)}</pre>")
    if mail.body("html") is not None:
        parts.append(
            f"<h2>Gestaltete Fassung</h2>"
            f"<iframe sandbox='{SHUT_IN}' src='/mail/{mail.id}/html' title='Gestaltete Fassung'></iframe>"
        )
    return _page(mail.header("Subject"), "".join(parts))


def html_part(mail: Mail) -> str:
    """For the frame only, to be served with `FRAME_POLICY`."""
    html = mail.body("html") or ""
    for name, part in mail.inline().items():
        data = base64.b64encode(bytes_of(part)).decode()
        html = html.replace(f"cid:{name}", f"data:{part.get_content_type()};base64,{data}")
    return HEAD.sub(lambda found: found.group() + NEW_TAB, html, count=1) if HEAD.search(html) else f"{NEW_TAB}{html}"


def attachment(mail: Mail, number: int) -> tuple[str, str, bytes]:
    """Name, type and bytes; `IndexError` when there is no such attachment."""
    part = mail.attachments()[number]
    return _attachment_name(part, number), part.get_content_type(), bytes_of(part)


def linked(text: str) -> str:
    """Escaped text whose web addresses can be clicked."""
    pieces, end = [], 0
    for found in LINK.finditer(text):
        address = escape(found.group())
        pieces += [escape(text[end : found.start()]), f"<a href='{address}' rel='noreferrer'>{address}</a>"]
        end = found.end()
    return "".join([*pieces, escape(text[end:])])


def missing() -> str:
    return _page("Nicht gefunden", f"{_back()}<h1>Diese E-Mail gibt es nicht.</h1>")


def _page(title: str, content: str) -> str:
    meta = "<meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
    head = f"{meta}<title>{escape(title)}</title><link rel='stylesheet' href='/stil.css'>"
    return f"<!doctype html><html lang='de'><head>{head}</head><body><main>{content}</main></body></html>"


def _back() -> str:
    return "<p><a href='/'>Alle E-Mails</a></p>"


def _group(recipient: str, mails: list[Mail]) -> str:
    more = len(mails) - SHORT_LIST
    rest = f"<p><a href='/an/{token(recipient)}'>{more} weitere</a></p>" if more > 0 else ""
    return f"<h2>{escape(recipient)}</h2>{_list(mails[:SHORT_LIST])}{rest}"


def _list(mails: Iterable[Mail]) -> str:
    lines = (f"<li><a href='/mail/{mail.id}'>{_subject(mail)}</a><time>{_time(mail)}</time></li>" for mail in mails)
    return f"<ul>{''.join(lines)}</ul>"


def _subject(mail: Mail) -> str:
    return escape(mail.header("Subject") or "(ohne Betreff)")


def _time(mail: Mail) -> str:
    local = mail.received.astimezone(ZoneInfo("Europe/Berlin"))
    return f"{local.day}. {MONTHS[local.month - 1]} {local.year}, {local:%H:%M} Uhr"


def _attachment_name(part: EmailMessage, number: int) -> str:
    return part.get_filename() or f"Anhang {number + 1}"

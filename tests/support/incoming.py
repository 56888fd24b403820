"""Messages as an authority's system sends them, fictional; change a part of the text."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

from tests.support import cases

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "standards" / "xauslaender" / "samples"
MESSAGE_ID = "33333333-3333-4333-8333-333333333333"
OURS = "11111111-1111-4111-8111-111111111111"
ELEMENTS = {
    "130102": "OZG.RueckkanalFrage", "130104": "OZG.Statusmeldung", "130105": "OZG.Terminmitteilung",
    "130107": "OZG.RuecknahmeReaktion", "130109": "OZG.Unzustaendig", "000002": "Administration.RueckweisungSynchron",
    "000020": "Administration.Sendungswiederholung", "000030": "Administration.Nichtzustaendigserklaerung",
}  # fmt: skip
_PARTY = (
    "<verzeichnisdienst listURI='urn:xoev-de:kosit:codeliste:verzeichnisdienst' listVersionID='3'><code>DVDV</code>"
    "</verzeichnisdienst><kennung>{kennung}</kennung><name>{name}</name><erreichbarkeit>"
    "<kanal listURI='urn:de:xoev:codeliste:erreichbarkeit' listVersionID='3'><code>01</code></kanal>"
    "<kennung>abh@stadt.example</kennung></erreichbarkeit>"
)


def message(kind: str, body: str = "", *, version: str = "26.11", **changes: Any) -> bytes:
    """``body``: what stands below the head, with the prefix ``x:``. ``changes``: reference, answers, author, code, test,
    element, created."""
    given = {
        "reference": "0123456789AB", "answers": OURS, "author": "azr:030600", "code": kind, "test": " test='true'",
        "element": f"{ELEMENTS.get(kind, 'OZG.Andere')}.{kind}", "created": "2026-11-22T09:15:00.000+01:00", **changes,
    }  # fmt: skip
    case = f"<x:antragsidentifikation>{given['reference']}</x:antragsidentifikation>" if given["reference"] else ""
    case += f"<x:ausloeserUUID>{given['answers']}</x:ausloeserUUID>" if given["answers"] else ""
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<x:{given['element']} "
        f"xmlns:x='http://www.osci.de/xauslaender{version.replace('.', '')}' produkt='Fachverfahren' "
        f"produkthersteller='Beispiel' standard='XAusländer'{given['test']} version='{version}'><nachrichtenkopf.g2g>"
        f"<identifikation.nachricht><nachrichtenUUID>{MESSAGE_ID}</nachrichtenUUID>"
        "<nachrichtentyp listURI='urn:de:xauslaender:codelist:nachrichtentyp' listVersionID='19'>"
        f"<code>{given['code']}</code></nachrichtentyp><erstellungszeitpunkt>{given['created']}</erstellungszeitpunkt>"
        f"</identifikation.nachricht><leser>{_PARTY.format(kennung='alp:06000000001', name='Portal')}</leser>"
        f"<autor>{_PARTY.format(kennung=given['author'], name='Stadt Offenbach am Main')}</autor></nachrichtenkopf.g2g>"
        "<anschrift.autor><gebaeude><hausnummer>1</hausnummer><postleitzahl>63065</postleitzahl>"
        "<strasse>Musterstraße</strasse><wohnort>Offenbach am Main</wohnort></gebaeude></anschrift.autor>"
        f"{case}{body}</x:{given['element']}>"
    ).encode()


def file(element: str, content: bytes | None = None, kind: str = "1") -> str:
    """A file inside the message: PDF unless another content is given."""
    written = b64encode(cases.small_pdf() if content is None else content).decode()
    return (
        f"<x:{element}><x:dokument>{written}</x:dokument><x:dokumententyp listURI="
        f"'urn:de:xauslaender:codelist:dokumentformat' listVersionID='2'><code>{kind}</code></x:dokumententyp></x:{element}>"
    )

"""The sponsor's papers: German ones in one place, foreign ones and the right to stay in the other."""

from __future__ import annotations

from connectors.xauslaender import codes
from connectors.xauslaender.build import Node
from connectors.xauslaender.notes import Notes
from declarations import countries
from declarations.casefile.document import Sponsor

FREE_TO_MOVE = "freizügigkeitsberechtigt (EU, EWR oder Schweiz)"
FAMILY_CARD = "Aufenthaltskarte (Familie von EU-Bürgern)"


def _is_german_paper(sponsor: Sponsor) -> bool:
    kind = sponsor.document.id_document_type
    return kind in codes.GERMAN_FOR_FOREIGNERS or countries.is_german(sponsor.birth.nationalities or [])


def foreign(parent: Node, sponsor: Sponsor) -> None:
    """Title or freedom of movement, and a paper of the sponsor's own state. Nothing for Germans."""
    nationalities = sponsor.birth.nationalities or []
    own_paper = sponsor.document.id_document_type is not None and not _is_german_paper(sponsor)
    exempt = countries.is_free_to_move(nationalities) and not countries.is_german(nationalities)
    title = sponsor.title.residence_title_type if sponsor.title else None
    if not (own_paper or exempt or title):
        return
    node = parent.xa("auslaendischeIdentifikation")
    if title or exempt:
        code = codes.TITLES[title] if title else codes.EXEMPT_FROM_TITLE
        node.xa_code("artDesAufenthaltstitels", code, codes.TITLE)
        if code == codes.EXEMPT_FROM_TITLE:
            node.xa("vomAufenthaltstitelBefreit", FAMILY_CARD if title else FREE_TO_MOVE)
    if own_paper and sponsor.document.id_document_type is not None:
        _own_paper(node, sponsor, codes.FOREIGN_PAPERS[sponsor.document.id_document_type])


def _own_paper(node: Node, sponsor: Sponsor, kind: str) -> None:
    node.xa_code("artDesAuslaendischenIdentifikationsdokuments", kind, codes.FOREIGN_PAPER)
    node.xa_if("nummerDesAuslaendischenIdentifikationsdokuments", sponsor.document.id_document_number)
    states = [key for key in dict.fromkeys(sponsor.birth.nationalities or []) if codes.is_foreign_state(key)]
    if len(states) == 1:  # with several nationalities nobody asked whose passport it is
        node.xa("ausstellenderStaat", countries.everything()[states[0]].country)


def german(parent: Node, sponsor: Sponsor) -> None:
    paper = sponsor.document
    if paper.id_document_type is None or not _is_german_paper(sponsor):
        return
    node = parent.xa("deutscheIdentifikation")
    kind = codes.GERMAN_PAPERS[paper.id_document_type]
    node.xa_code("artDesIdentifikationsdokuments", kind, codes.GERMAN_PAPER)
    node.xa_if("nummerDesDeutschenIdentifikationsdokuments", paper.id_document_number)
    node.xa_if("ausstellendeBehoerde", paper.id_document_issuer)


def remarks(notes: Notes, sponsor: Sponsor) -> None:
    paper, title = sponsor.document, sponsor.title
    if paper.id_document_type is None:
        notes.add("Ausweisnummer", paper.id_document_number)
    if paper.id_document_type is None or not _is_german_paper(sponsor):
        notes.add("Ausweis ausgestellt von", paper.id_document_issuer)
    notes.add("Ausweis gültig bis", paper.id_document_valid_until)
    if title:
        notes.add("Aufenthaltstitel", title.residence_title_type)
        notes.add("Aufenthaltstitel gültig bis", title.residence_title_valid_until)

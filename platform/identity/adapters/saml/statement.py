"""The checks on a decrypted and verified assertion (SAML profiles 4.1.4.3), and what it says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import resources

from lxml import etree

from identity.adapters.saml.attributes import LEVELS, TRUSTS, Oid
from identity.adapters.saml.documents import only, text_of
from identity.adapters.saml.names import AKDB, BEARER, SAML, tag
from identity.adapters.saml.settings import SamlSettings
from identity.base import IdentityRefused, Level, ReadAttribute, Trust


@dataclass(frozen=True)
class Statement:
    """``request_id`` and all else here stood under the provider's signature."""

    request_id: str
    issuer: str
    level: Level
    identified_at: datetime
    digest: str
    attributes: dict[str, ReadAttribute]


@lru_cache(maxsize=1)
def _schema() -> etree.XMLSchema:
    with resources.as_file(resources.files("onelogin.saml2") / "schemas") as folder:
        return etree.XMLSchema(etree.parse(str(folder / "saml-schema-assertion-2.0.xsd")))


def in_response_to(assertion: etree._Element) -> str:
    """Of which request the provider speaks. A statement that answers nothing is refused."""
    found = {
        data.get("InResponseTo")
        for data in assertion.iterfind(
            f"{tag(SAML, 'Subject')}/{tag(SAML, 'SubjectConfirmation')}/{tag(SAML, 'SubjectConfirmationData')}"
        )
    }
    request_id = found.pop() if len(found) == 1 else None
    if not request_id:
        raise IdentityRefused("in_response_to_missing")
    return request_id


def read_statement(assertion: etree._Element, settings: SamlSettings, issuer: str, at: datetime) -> Statement:
    """Issuer, audience, recipient and times hold for us and now, or it is refused."""
    if not _schema().validate(assertion) or assertion.get("Version") != "2.0":
        raise IdentityRefused("assertion_form")
    if text_of(only(assertion, tag(SAML, "Issuer"), "issuer_missing")) != issuer:
        raise IdentityRefused("issuer_wrong")
    _check_conditions(only(assertion, tag(SAML, "Conditions"), "conditions_missing"), settings, at)
    _check_confirmation(assertion, settings, at)
    authn = only(assertion, tag(SAML, "AuthnStatement"), "authn_statement_missing")
    attributes = read_attributes(assertion)
    return Statement(
        request_id=in_response_to(assertion),
        issuer=issuer,
        level=_level(authn, attributes),
        identified_at=_authenticated_at(authn, settings.clock_skew, at),
        digest=hashlib.sha256(etree.tostring(assertion, method="c14n", exclusive=True)).hexdigest(),
        attributes=attributes,
    )


def _moment(node: etree._Element, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(node.get(name) or "")
    except ValueError:
        raise IdentityRefused("time_missing") from None
    if moment.tzinfo is None:
        raise IdentityRefused("time_missing")
    return moment


def _check_conditions(conditions: etree._Element, settings: SamlSettings, at: datetime) -> None:
    if at + settings.clock_skew < _moment(conditions, "NotBefore"):
        raise IdentityRefused("not_yet_valid")
    if at - settings.clock_skew >= _moment(conditions, "NotOnOrAfter"):
        raise IdentityRefused("expired")
    restrictions = conditions.findall(tag(SAML, "AudienceRestriction"))
    if not restrictions:
        raise IdentityRefused("audience_missing")
    for restriction in restrictions:  # every restriction must name us (SAML core 2.5.1.4)
        if settings.entity_id not in {text_of(node) for node in restriction.findall(tag(SAML, "Audience"))}:
            raise IdentityRefused("audience_wrong")


def _check_confirmation(assertion: etree._Element, settings: SamlSettings, at: datetime) -> None:
    subject = only(assertion, tag(SAML, "Subject"), "subject_missing")
    confirmation = only(subject, tag(SAML, "SubjectConfirmation"), "confirmation_missing")
    data = only(confirmation, tag(SAML, "SubjectConfirmationData"), "confirmation_missing")
    if confirmation.get("Method") != BEARER:
        raise IdentityRefused("confirmation_method")
    if data.get("Recipient") != settings.acs_url:
        raise IdentityRefused("recipient_wrong")
    if data.get("NotBefore") is not None:
        raise IdentityRefused("confirmation_form")
    if at - settings.clock_skew >= _moment(data, "NotOnOrAfter"):
        raise IdentityRefused("expired")


def _authenticated_at(authn: etree._Element, skew: timedelta, at: datetime) -> datetime:
    moment = _moment(authn, "AuthnInstant")
    if moment > at + skew:
        raise IdentityRefused("not_yet_valid")
    return moment


def read_attributes(assertion: etree._Element) -> dict[str, ReadAttribute]:
    """What we asked for; an attribute that comes twice is refused, since nobody can say which one counts."""
    read: dict[str, ReadAttribute] = {}
    for node in assertion.iterfind(f"{tag(SAML, 'AttributeStatement')}/{tag(SAML, 'Attribute')}"):
        oid = (node.get("Name") or "").strip()
        values = node.findall(tag(SAML, "AttributeValue"))
        if oid not in set(Oid) or not values:
            continue
        if oid in read or len(values) > 1 or len(values[0]):
            raise IdentityRefused("attribute_ambiguous")
        trust = TRUSTS.get(node.get(tag(AKDB, "TrustLevel")) or "", Trust.LOW)
        read[oid] = ReadAttribute(oid=oid, value=values[0].text or "", trust=trust)
    return read


def _level(authn: etree._Element, attributes: dict[str, ReadAttribute]) -> Level:
    """The level of the sign-in; where the attribute names a lower one, that one."""
    context = only(authn, tag(SAML, "AuthnContext"), "level_missing")
    claims = [text_of(only(context, tag(SAML, "AuthnContextClassRef"), "level_missing"))]
    if Oid.LEVEL in attributes:
        claims.append(attributes[Oid.LEVEL].value.strip())
    if not all(claim in LEVELS for claim in claims):
        raise IdentityRefused("level_unknown")
    return min((LEVELS[claim] for claim in claims), key=lambda level: level.rank)

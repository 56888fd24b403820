"""The adapter for BundID (and, with other metadata, for any SAML 2.0 provider with the same attributes)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from lxml import etree

from identity.adapters.saml import attributes
from identity.adapters.saml.authn_request import signed_request
from identity.adapters.saml.decryption import decrypted
from identity.adapters.saml.documents import decoded, only, parsed, text_of, unique_ids
from identity.adapters.saml.keys import private_key
from identity.adapters.saml.metadata import IdpMetadata, read_idp_metadata
from identity.adapters.saml.names import AKDB, AUTHN_FAILED, DS, SAML, SAMLP, SUCCESS, tag
from identity.adapters.saml.settings import SamlSettings
from identity.adapters.saml.signing import check_signature
from identity.adapters.saml.statement import in_response_to, read_statement
from identity.base import BeginRequest, Cancelled, IdentityProvider, IdentityRefused, PostForm, VerifiedIdentity

_STATUS_PREFIX = "urn:oasis:names:tc:SAML:2.0:status:"


class SamlProvider(IdentityProvider):
    name: ClassVar[str] = "bundid"

    def __init__(self, settings: SamlSettings) -> None:
        self.settings = settings

    @property
    def idp(self) -> IdpMetadata:
        return read_idp_metadata(self.settings.idp_metadata)

    def begin(self, request: BeginRequest, *, at: datetime) -> PostForm:
        message = signed_request(request, self.settings, self.idp, at)
        fields = {"SAMLRequest": base64.b64encode(message).decode()}
        if request.relay_state:
            fields["RelayState"] = request.relay_state
        return PostForm(self.idp.sso_url, fields)

    def finish(self, *, form_fields: Mapping[str, str], at: datetime) -> VerifiedIdentity:
        response = parsed(decoded(form_fields.get("SAMLResponse", "")))
        try:
            return self._finish(response, at)
        except IdentityRefused as refusal:
            refusal.claimed = response.get("InResponseTo")
            raise

    def _finish(self, response: etree._Element, at: datetime) -> VerifiedIdentity:
        unique_ids(response)
        if response.find(f".//{tag(SAML, 'Assertion')}") is not None:
            raise IdentityRefused("assertion_not_encrypted")
        _check_status(response, signed=self._check_envelope(response))
        encrypted = only(response, tag(SAML, "EncryptedAssertion"), "no_assertion")
        assertion = decrypted(encrypted, private_key(self.settings.key_dir))
        check_signature(assertion, self.idp.certificates, self.settings.accepted_algorithms)
        request_id = in_response_to(assertion)
        try:
            if response.get("InResponseTo") != request_id:
                raise IdentityRefused("in_response_to_differs")
            return self._identity(assertion, at)
        except IdentityRefused as refusal:
            refusal.request_id = request_id
            raise

    def _check_envelope(self, response: etree._Element) -> bool:
        """Is the whole answer signed? It need not be (the assertion must), but a signature that is there must fit."""
        if response.tag != tag(SAMLP, "Response") or response.get("Version") != "2.0":
            raise IdentityRefused("no_response")
        if response.get("Destination") != self.settings.acs_url:
            raise IdentityRefused("destination_wrong")
        if text_of(only(response, tag(SAML, "Issuer"), "issuer_missing")) != self.idp.entity_id:
            raise IdentityRefused("issuer_wrong")
        if response.find(f".//{tag(DS, 'Signature')}") is None:
            return False
        check_signature(response, self.idp.certificates, self.settings.accepted_algorithms)
        return True

    def _identity(self, assertion: etree._Element, at: datetime) -> VerifiedIdentity:
        statement = read_statement(assertion, self.settings, self.idp.entity_id, at)
        return VerifiedIdentity(
            request_id=statement.request_id,
            level=statement.level,
            method=attributes.method(statement.attributes, statement.level),
            issuer=statement.issuer,
            assertion_digest=statement.digest,
            verified_at=statement.identified_at,
            attributes=attributes.person(statement.attributes),
            trust=attributes.trust(statement.attributes),
            evidence=tuple(statement.attributes.values()),
        )


def _check_status(response: etree._Element, *, signed: bool) -> None:
    """Success passes. A refusal counts only when the answer is signed: the way back must be the provider's word."""
    status = only(response, tag(SAMLP, "Status"), "status_missing")
    codes = [node.get("Value") or "" for node in status.iter(tag(SAMLP, "StatusCode"))]
    if codes == [SUCCESS]:
        return
    request_id = response.get("InResponseTo")
    if not signed or not request_id:
        raise IdentityRefused("status_not_signed")
    if AUTHN_FAILED in codes:
        raise Cancelled(request_id)
    raise IdentityRefused(detail_code(status) or _local_name(codes), request_id=request_id)


def _local_name(codes: list[str]) -> str:
    return f"provider:{codes[-1].removeprefix(_STATUS_PREFIX)[:40]}" if codes else "status_missing"


def detail_code(status: etree._Element) -> str | None:
    """The first error code of BundID's JSON detail. Its message may name a person's attributes and is not read."""
    node = status.find(f"{tag(SAMLP, 'StatusDetail')}/{tag(AKDB, 'StatusDetail')}")
    try:
        code = json.loads(node.text or "")["errors"][0]["code"] if node is not None else None
    except (ValueError, LookupError, TypeError):
        return None
    return f"provider:{code[:60]}" if isinstance(code, str) and code.replace("_", "").isalnum() else None

"""The signed question to the provider: SAML ``AuthnRequest`` with BundID's extension, version 2."""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import etree

from identity.adapters.saml.attributes import REQUESTED, REQUIRED, STORK
from identity.adapters.saml.keys import private_key_pem
from identity.adapters.saml.metadata import IdpMetadata
from identity.adapters.saml.names import AKDB, CLASSIC_UI, POST_BINDING, SAML, SAMLP, SIGNATURES, tag
from identity.adapters.saml.settings import SamlSettings
from identity.adapters.saml.signing import sign
from identity.base import BeginRequest, Level

_LANGUAGES = frozenset({"de", "en", "ru", "uk"})
_NAME_LIMIT = 50
_AFTER_ISSUER = 1
# Only a card gives the level hoch that replaces the written form (§ 3a (3) VwVfG); for less, any way into the account.
_METHODS = {Level.HIGH: ("eID",)}


def signed_request(request: BeginRequest, settings: SamlSettings, idp: IdpMetadata, at: datetime) -> bytes:
    root = etree.Element(
        tag(SAMLP, "AuthnRequest"),
        nsmap={"samlp": SAMLP, "saml": SAML},
        ID=request.request_id,
        Version="2.0",
        IssueInstant=at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        Destination=idp.sso_url,
        AssertionConsumerServiceURL=settings.acs_url,
        ProtocolBinding=POST_BINDING,
        ForceAuthn="true",
        IsPassive="false",
    )
    _child(root, SAML, "Issuer", settings.entity_id)
    extensions = _child(root, SAMLP, "Extensions")
    _extension(extensions, request, settings)
    context = _child(root, SAMLP, "RequestedAuthnContext")
    context.set("Comparison", "minimum")
    _child(context, SAML, "AuthnContextClassRef", STORK[request.level])
    sign(
        root,
        place=_AFTER_ISSUER,
        key_pem=private_key_pem(settings.key_dir),
        algorithm=SIGNATURES[settings.sign_with][0],
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _extension(parent: etree._Element, request: BeginRequest, settings: SamlSettings) -> None:
    root = etree.SubElement(
        parent, tag(AKDB, "AuthenticationRequest"), nsmap={"akdb": AKDB}, Version="2", EnableStatusDetail="true"
    )
    if methods := _METHODS.get(request.level):
        allowed = _child(root, AKDB, "AuthnMethods")
        for method in methods:
            _child(_child(allowed, AKDB, method), AKDB, "Enabled", "true")
    attributes = _child(root, AKDB, "RequestedAttributes")
    for oid in REQUESTED:
        wanted = _child(attributes, AKDB, "RequestedAttribute")
        wanted.set("Name", oid)
        wanted.set("RequiredAttribute", "true" if oid in REQUIRED else "false")
    display = _child(root, AKDB, "DisplayInformation")
    page = etree.SubElement(display, tag(CLASSIC_UI, "Version"), nsmap={"classic-ui": CLASSIC_UI})
    _child(page, CLASSIC_UI, "OrganizationDisplayName", request.city_display_name[:_NAME_LIMIT])
    _child(page, CLASSIC_UI, "Lang", request.language if request.language in _LANGUAGES else "de")
    _child(page, CLASSIC_UI, "BackURL", request.back_url)
    _child(page, CLASSIC_UI, "OnlineServiceId", settings.online_service_id)


def _child(parent: etree._Element, namespace: str, local: str, text: str | None = None) -> etree._Element:
    node = etree.SubElement(parent, tag(namespace, local))
    node.text = text
    return node

"""Two strangers who speak SAML: the product's adapter and the stand-in, with keys of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from identity.adapters.saml.keys import ensure_sp_keys
from identity.adapters.saml.provider import SamlProvider
from identity.adapters.saml.settings import SamlSettings
from identity.base import BeginRequest, IdentityRefused, Level, VerifiedIdentity
from infra.standins.eid import outgoing
from infra.standins.eid.incoming import Question
from infra.standins.eid.keys import ensure_pair, new_pair, write_metadata
from infra.standins.eid.persons import BY_KEY
from infra.standins.eid.scene import StandIn, sent_attributes
from infra.standins.eid.server import Server, make_server

NOON = datetime(2027, 8, 3, 12, 0, tzinfo=UTC)
REQUEST_ID = "_offenbach-0123456789abcdef0123456789abcdef"
HIGH = "STORK-QAA-Level-4"


@dataclass(frozen=True, repr=False)
class Scene:
    """Both sides at one moment, without a network between them. ``attacker_key`` is nobody's whom we trust."""

    provider: SamlProvider
    stand_in: StandIn
    attacker_key: bytes

    @property
    def sp_certificate(self) -> bytes:
        return (self.stand_in.folder / "sp-cert.pem").read_bytes()

    def question(self, level: Level = Level.HIGH) -> Question:
        form = self.provider.begin(
            BeginRequest(REQUEST_ID, "Ausländerbehörde Offenbach", level, "de", "https://offenbach.example/antrag/"),
            at=NOON,
        )
        return self.stand_in.question(form.fields["SAMLRequest"])

    def frame(self, question: Question, **changes: object) -> outgoing.Answer:
        values = {
            "issuer": self.stand_in.entity_id,
            "service_provider": question.service_provider,
            "acs_url": question.acs_url,
            "in_response_to": question.request_id,
            "at": NOON,
        }
        return outgoing.Answer(**(values | changes))  # type: ignore[arg-type]  # fields by name, of the right kinds

    def assertion(self, frame: outgoing.Answer, person: str = "erika", level: str = HIGH) -> etree._Element:
        requested = self.question().requested
        return outgoing.assertion(frame, level=level, attributes=sent_attributes(BY_KEY[person], level, requested))

    def genuine(self, person: str = "erika") -> etree._Element:
        """A signed assertion as the attacker owns one: his own, decrypted in his browser's memory, say."""
        root = self.assertion(self.frame(self.question()), person)
        outgoing.sign(root, self.stand_in.key)
        return root

    def answer_with(self, plain: bytes | etree._Element, frame: outgoing.Answer | None = None) -> str:
        """Anything at all, encrypted for us in an unsigned response: everybody can make that."""
        data = plain if isinstance(plain, bytes) else etree.tostring(plain)
        content = outgoing.encrypted(data, self.sp_certificate)
        return outgoing.packed(outgoing.response(frame or self.frame(self.question()), content=content))

    def signed(self, **changes: object) -> str:
        """A whole, well signed answer, of which some words may be meant for somebody else."""
        root = self.assertion(self.frame(self.question(), **changes))
        outgoing.sign(root, self.stand_in.key)
        return self.answer_with(root)

    def reshaped(self, change: Callable[[etree._Element], None]) -> str:
        """Changed before the provider signs: what a broken provider would send."""
        root = self.assertion(self.frame(self.question()))
        change(root)
        outgoing.sign(root, self.stand_in.key)
        return self.answer_with(root)

    def refusal(self, saml_response: str, at: datetime = NOON) -> IdentityRefused:
        """Why it is refused; no person in the words of it."""
        with pytest.raises(IdentityRefused) as caught:
            self.finish(saml_response, at)
        assert "MUSTERMANN" not in str(caught.value).upper()
        return caught.value

    def finish(self, saml_response: str, at: datetime = NOON) -> VerifiedIdentity:
        return self.provider.finish(form_fields={"SAMLResponse": saml_response}, at=at)


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("eid")
    ensure_sp_keys(folder, at=datetime.now(UTC))
    ensure_pair(folder)
    return folder


def settings_for(folder: Path, **changes: object) -> SamlSettings:
    values: dict[str, object] = {
        "entity_id": "https://zusage.example",
        "acs_url": "https://zusage.example/doors/eid/acs/",
        "key_dir": folder,
        "idp_metadata": folder / "idp-metadata.xml",
        "online_service_id": "BMI-0815",
    }
    return SamlSettings(**(values | changes))  # type: ignore[arg-type]  # fields by name, of the right kinds


@pytest.fixture(scope="session")
def attacker_key() -> bytes:
    return new_pair("attacker", bits=2048)[0]


@pytest.fixture
def provider_with(key_folder: Path) -> Callable[..., SamlProvider]:
    return lambda **changes: SamlProvider(settings_for(key_folder, **changes))


@pytest.fixture
def scene(key_folder: Path, provider_with: Callable[..., SamlProvider], attacker_key: bytes) -> Scene:
    key, certificate = ensure_pair(key_folder)
    stand_in = StandIn("https://eid.example", key_folder, key, lambda: NOON)
    write_metadata(key_folder, stand_in.base, stand_in.entity_id, certificate)
    return Scene(provider_with(), stand_in, attacker_key)


@pytest.fixture
def server(key_folder: Path) -> Iterator[Server]:
    """The stand-in as a program listens: real HTTP on the loopback, the machine's own clock."""
    running = make_server(port=0, folder=key_folder, host="127.0.0.1")
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()

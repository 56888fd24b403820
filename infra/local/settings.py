"""Everything that the local runtime decides and hands to the platform's processes, in one place.

A name that is already set in the environment, or in a file `.env` at the root, wins over what is made here. So the
same command runs on parts of your own: set both database addresses, the broker, a mail server, a Stripe key.
"""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from infra.local import envfile
from infra.local.envfile import UnusableSettings
from infra.local.keepsake import remembered

ROOT = Path(__file__).resolve().parents[2]
CITIES = ("offenbach", "wiesbaden")
SCHEMAS = Path("shared") / "standards" / "xauslaender" / "transcribed"  # third-party, beside the repository

# Nobody: the operator on invoices that are made on this machine.
INVOICE_SELLER = json.dumps(
    {
        "name": "Zusage Betrieb (Probe)", "street": "Musterweg 1", "postcode": "60311", "town": "Frankfurt am Main",
        "contact": "Rechnungsstelle", "phone": "+49 69 0000000", "email": "rechnung@zusage.example",
        "vat_id": "DE123456789", "iban": "DE89370400440532013000", "vat": {"category": "S", "percent": "19"},
    }
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """Read once at the start. Empty text means: not given, use the embedded part."""

    given: Mapping[str, str] = field(repr=False)
    root: Path = ROOT

    @property
    def var(self) -> Path:
        """Where all data, keys, logs and mails of this machine live."""
        return Path(self.get("VAR_DIR", str(self.root / "var")))

    @property
    def own_database(self) -> bool:
        both = [bool(self.get("DATABASE_URL")), bool(self.get("OWNER_DATABASE_URL"))]
        if any(both) and not all(both):
            raise UnusableSettings("Set both DATABASE_URL and OWNER_DATABASE_URL, or neither.")
        return all(both)

    @property
    def own_broker(self) -> bool:
        return bool(self.get("BROKER_URL"))

    @property
    def own_mail_server(self) -> bool:
        return bool(self.get("SMTP_HOST"))

    @property
    def own_stripe(self) -> bool:
        return bool(self.get("STRIPE_SECRET_KEY"))

    @property
    def own_identity_provider(self) -> bool:
        return bool(self.get("EID_IDP_URL"))

    def get(self, name: str, default: str = "") -> str:
        return self.given.get(name) or default

    def port(self, name: str, default: int) -> int:
        text = self.get(name, str(default))
        if not text.isdigit() or not 0 < int(text) < 65536:
            raise UnusableSettings(f"{name} is not a port: {text}")
        return int(text)

    @property
    def ports(self) -> dict[str, int]:
        """Ports that the processes of the platform and its stand-ins listen on."""
        return {
            "PLATFORM_PORT": self.port("PLATFORM_PORT", 8000),
            "EID_STANDIN_PORT": self.port("EID_STANDIN_PORT", 8101),
            "STRIPE_STANDIN_PORT": self.port("STRIPE_STANDIN_PORT", 8102),
            "MAIL_PAGE_PORT": self.port("MAIL_PAGE_PORT", 8103),
            "MAIL_SMTP_PORT": self.port("MAIL_SMTP_PORT", 8104),
            "ZMS_STANDIN_PORT": self.port("ZMS_STANDIN_PORT", 8105),
            "XBEZAHL_STANDIN_PORT": self.port("XBEZAHL_STANDIN_PORT", 8106),
            "XBEZAHL_STANDIN_TLS_PORT": self.port("XBEZAHL_STANDIN_TLS_PORT", 8107),
            "FITCONNECT_STANDIN_PORT": self.port("FITCONNECT_STANDIN_PORT", 8108),
            "SFTP_STANDIN_PORT": self.port("SFTP_STANDIN_PORT", 8109),
            "SFTP_STANDIN_PAGE_PORT": self.port("SFTP_STANDIN_PAGE_PORT", 8114),
            "RECEIVER_STANDIN_PORT": self.port("RECEIVER_STANDIN_PORT", 8110),
        }

    def kept_secret(self, name: str) -> str:
        """A secret made on the first start and the same ever after."""
        return remembered(self.var / "secrets" / name, lambda: secrets.token_urlsafe(48))

    def environment(self, *, database_url: str, owner_database_url: str, broker_url: str) -> dict[str, str]:
        """What the processes get: the given environment, with every gap filled."""
        made = {
            "DATABASE_URL": database_url,
            "OWNER_DATABASE_URL": owner_database_url,
            "BROKER_URL": broker_url,
            "SECRET_KEY": self.kept_secret("secret-key"),
            "PLATFORM_DOMAIN": "localhost",
            "PUBLIC_SCHEME": "http",
            "PYTHONUNBUFFERED": "1",
            **{name: str(port) for name, port in self.ports.items()},
            **self._folders(),
            **self._mail(),
            **self._stripe(),
            **self._identity(),
            "INVOICE_SELLER": INVOICE_SELLER,
            "OPEN_BEFORE_LIVE": "1",  # the demo's cities take no real cases, and are for looking at
            "SANDBOXES": "1",
            "FORM_TARGETS": " ".join(self._form_targets()),
            "ZMS_STANDIN_DIR": str(self.var / "zms"),
            "XBEZAHL_STANDIN_DIR": str(self.var / "xbezahldienste"),
            "FITCONNECT_STANDIN_DIR": str(self.var / "fitconnect"),
            "SFTP_STANDIN_DIR": str(self.var / "sftp"),
            "RECEIVER_STANDIN_DIR": str(self.var / "receiver"),
            **self._schemas(),
        }
        return {**made, **{name: value for name, value in self.given.items() if value or name not in made}}

    def _folders(self) -> dict[str, str]:
        names = {"KEY_DIR": "keys", "STORAGE_DIR": "files", "DELIVERY_DIR": "delivered", "MAIL_DIR": "mail"}
        return {name: str(self.var / folder) for name, folder in names.items()}

    def _mail(self) -> dict[str, str]:
        if self.own_mail_server:
            return {}
        return {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(self.ports["MAIL_SMTP_PORT"])}

    def _stripe(self) -> dict[str, str]:
        """With a key of your own the real Stripe is asked; the stand-in otherwise, which shares its secrets."""
        if self.own_stripe:
            return {}
        return {
            "STRIPE_API_BASE": f"http://localhost:{self.ports['STRIPE_STANDIN_PORT']}",
            "STRIPE_SECRET_KEY": f"sk_test_{self.kept_secret('stripe-key')}",
            "STRIPE_WEBHOOK_SECRET": f"whsec_{self.kept_secret('stripe-webhook')}",
            "STRIPE_WEBHOOK_URL": f"http://localhost:{self.ports['PLATFORM_PORT']}/doors/stripe/",
            "STANDIN_DIR": str(self.var / "stripe"),
        }

    def _identity(self) -> dict[str, str]:
        made = {"EID_KEY_DIR": str(self.var / "eid")}
        if not self.own_identity_provider:
            made["EID_IDP_URL"] = f"http://localhost:{self.ports['EID_STANDIN_PORT']}"
            made["EID_SIMULATED"] = "1"
        return made

    def _form_targets(self) -> list[str]:
        """Foreign places that a form of ours may lead to, for the Content-Security-Policy."""
        identity = self.get("EID_IDP_URL", f"http://localhost:{self.ports['EID_STANDIN_PORT']}")
        payment = f"http://localhost:{self.ports['STRIPE_STANDIN_PORT']}"
        return [
            "{0.scheme}://{0.netloc}".format(urlsplit(identity)),
            *(("https://checkout.stripe.com", "https://connect.stripe.com") if self.own_stripe else (payment,)),
            f"http://localhost:{self.ports['XBEZAHL_STANDIN_PORT']}",
        ]

    def _schemas(self) -> dict[str, str]:
        folder = self.root.parent / SCHEMAS
        return {"XAUSLAENDER_SCHEMA_DIR": str(folder)} if folder.is_dir() else {}


def load(root: Path = ROOT) -> Settings:
    """From the environment, and from `.env` what the environment does not say."""
    return Settings({**envfile.read(root / ".env"), **os.environ}, root)

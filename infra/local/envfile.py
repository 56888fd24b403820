"""Files of NAME=value: the `.env` that a person writes, and what the runner leaves for `zusage` in another shell."""

from collections.abc import Mapping
from pathlib import Path

from infra.local.keepsake import remember

TOLD = frozenset(
    "DATABASE_URL OWNER_DATABASE_URL BROKER_URL SECRET_KEY PLATFORM_DOMAIN PLATFORM_PORT PUBLIC_SCHEME KEY_DIR STORAGE_DIR "
    "DELIVERY_DIR S3_BUCKET S3_ENDPOINT XAUSLAENDER_SCHEMA_DIR EID_KEY_DIR EID_IDP_URL STRIPE_API_BASE STRIPE_SECRET_KEY "
    "STRIPE_WEBHOOK_SECRET SMTP_HOST SMTP_PORT".split()
)


class UnusableSettings(ValueError):
    """Settings that contradict each other or cannot be read."""


def read(path: Path) -> dict[str, str]:
    """Empty when there is no such file. A line that says nothing is refused by its number, unquoted: it may be a secret."""
    found: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.exists() else [], start=1):
        if not (text := line.strip()) or text.startswith("#"):
            continue
        name, equals, value = text.removeprefix("export ").partition("=")
        if not equals:
            raise UnusableSettings(f"{path}, line {number}: NAME=value expected")
        found[name.strip()] = value.strip().strip("\"'")
    return found


def leave(path: Path, environment: Mapping[str, str]) -> None:
    """What a command in another shell needs to find the running platform: our own settings, not the whole shell's."""
    told = {name: value for name, value in environment.items() if name in TOLD and "\n" not in value}
    remember(path, "\n".join(f"{name}={value}" for name, value in sorted(told.items())))

"""What the runner hands to the processes: everything, and the same after a restart; what is given wins."""

from pathlib import Path

import pytest

from infra.local.envfile import UnusableSettings
from infra.local.settings import Settings, load


def environment(root: Path, **given: str) -> dict[str, str]:
    settings = Settings(given, root)
    return settings.environment(database_url="made:db", owner_database_url="made:owner", broker_url="made:broker")


def test_secrets_are_made_once(tmp_path: Path) -> None:
    first, second = environment(tmp_path), environment(tmp_path)
    secrets = ("SECRET_KEY", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET")
    assert [first[name] for name in secrets] == [second[name] for name in secrets]
    assert len({first[name] for name in secrets}) == 3
    assert environment(tmp_path / "other")["SECRET_KEY"] != first["SECRET_KEY"]


def test_secrets_are_for_their_owner_only(tmp_path: Path) -> None:
    environment(tmp_path)
    kept = list((tmp_path / "var" / "secrets").iterdir())
    assert kept
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept)


def test_what_is_given_wins_and_what_is_given_empty_does_not(tmp_path: Path) -> None:
    made = environment(tmp_path, SECRET_KEY="mine", SENTRY_DSN="", STORAGE_DIR="", DELIVERY_DIR="/elsewhere")
    assert made["SECRET_KEY"] == "mine"
    assert made["DELIVERY_DIR"] == "/elsewhere"
    assert made["STORAGE_DIR"] == str(tmp_path / "var" / "files")
    assert made["SENTRY_DSN"] == ""


def test_with_a_stripe_key_of_your_own_no_stand_in_is_named(tmp_path: Path) -> None:
    made = environment(tmp_path, STRIPE_SECRET_KEY="sk_test_of_my_own")
    assert "STRIPE_API_BASE" not in made
    assert "STRIPE_WEBHOOK_SECRET" not in made
    assert made["FORM_TARGETS"].endswith(
        " https://checkout.stripe.com https://connect.stripe.com http://localhost:8106"
    )


def test_ports_move_with_the_addresses_that_name_them(tmp_path: Path) -> None:
    made = environment(tmp_path, STRIPE_STANDIN_PORT="9102", EID_STANDIN_PORT="9101", MAIL_SMTP_PORT="9104")
    assert made["STRIPE_API_BASE"] == "http://localhost:9102"
    assert made["EID_IDP_URL"] == "http://localhost:9101"
    assert made["SMTP_PORT"] == "9104"
    assert made["FORM_TARGETS"] == "http://localhost:9101 http://localhost:9102 http://localhost:8106"


@pytest.mark.parametrize("one", ["DATABASE_URL", "OWNER_DATABASE_URL"])
def test_one_database_address_without_the_other_is_refused(tmp_path: Path, one: str) -> None:
    with pytest.raises(UnusableSettings, match="both"):
        _ = Settings({one: "postgresql://x"}, tmp_path).own_database


@pytest.mark.parametrize("wrong", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(UnusableSettings, match="PLATFORM_PORT"):
        _ = Settings({"PLATFORM_PORT": wrong}, tmp_path).ports


def test_the_env_file_fills_what_the_environment_leaves_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("# mine\nexport A_TEST='from file'\n\nB_TEST=from file\n")
    monkeypatch.setenv("B_TEST", "from environment")
    settings = load(tmp_path)
    assert (settings.get("A_TEST"), settings.get("B_TEST")) == ("from file", "from environment")


def test_an_env_file_that_cannot_be_read_is_refused_without_quoting_it(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\nhunter2\n")
    with pytest.raises(UnusableSettings, match="line 2") as refusal:
        load(tmp_path)
    assert "hunter2" not in str(refusal.value)


def test_printed_settings_show_no_secret(tmp_path: Path) -> None:
    assert "hunter2" not in repr(Settings({"SECRET_KEY": "hunter2"}, tmp_path))

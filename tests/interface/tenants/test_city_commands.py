"""``zusage city``: one city, many cities, and everything that can be wrong with a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tenants.binding import OWNER, bind_owner
from tenants.keys import city_keys
from tenants.models import City, Door
from tests.architecture.catalogue import ask
from tests.support.fleet import aside

HEADER = "slug,name,land,ags,authority_code,host\n"
GOOD = "probe-a,Probe A,HE,06413000,880001,\nprobe-b,Landkreis Probe,BY,09162,880002,vpe.probe-b.example\n"
YAML = """\
city:
  slug: probe-y
  name: Probe Y
  land: HE
  ags: "06413000"
  authority_code: "880009"
configuration:
  authority:
    body: Probe Y
    phone: 069 1
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def apart(cities: Any) -> Iterator[None]:
    with aside():
        yield


def _made() -> set[str]:
    with bind_owner():
        return set(City.objects.using(OWNER).filter(slug__startswith="probe-").values_list("slug", flat=True))


def _file(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_city_is_made_and_served(run: Run, browse: Any) -> None:
    code, out, _ = run(
        "create", "probe-c", "--name", "Probe C", "--land", "HE", "--ags", "06413000", "--code", "880003"
    )
    assert (code, out) == (0, "probe-c: created, probe-c.localhost\n")
    assert _made() == {"probe-c"}
    answer = browse(type("City", (), {"slug": "probe-c"})).get("/")
    assert answer.status_code == 200
    assert "Probe C" in answer.content.decode()
    assert "probe-c\tProbe C\tHE\t06413000\tonboarding\tall" in run("list")[1]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--ags": "09162000"}, "ags: begins with 09, but HE has 06"),
        ({"--ags": "0641300"}, "ags: five digits"),
        ({"--ags": "99413000"}, "ags: begins with the number of no Land"),
        ({"--land": "XX"}, "land: one of"),
        ({"--code": "12"}, "--code: "),
        ({"--code": "030600"}, "--code: taken by offenbach"),
        ({"--host": "wiesbaden.localhost"}, "host: taken by wiesbaden"),
        ({"--host": "betrieb.localhost"}, "host: this host name is the platform's own"),
    ],
)
def test_a_wrong_city_is_refused(run: Run, changed: dict[str, str], said: str) -> None:
    given = {"--name": "Probe C", "--land": "HE", "--ags": "06413000", "--code": "880003", **changed}
    code, _, err = run("create", "probe-c", *(word for pair in given.items() for word in pair))
    assert code == 1
    assert said in err
    assert "Nothing was changed." in err
    assert _made() == set()


def test_a_list_makes_its_cities_with_a_line_for_each_and_can_be_given_again(run: Run, tmp_path: Path) -> None:
    path = _file(tmp_path, HEADER + GOOD)
    code, out, err = run("import", path, "--dry-run")
    assert (code, err, _made()) == (0, "", set())
    assert out.count("would be created") == 2
    code, out, err = run("import", path)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "line 2\tprobe-a\tprobe-a.localhost\tcreated",
        "line 3\tprobe-b\tvpe.probe-b.example\tcreated",
    ]
    assert _made() == {"probe-a", "probe-b"}
    assert run("import", path)[1].count("unchanged") == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1, slug: column missing"),
        (HEADER, "file: no cities in it"),
        (HEADER.replace("host", "hosts") + GOOD, "line 1, hosts: unknown column"),
        (HEADER.replace("\n", ",host\n"), "line 1, host: column given twice"),
        (HEADER + GOOD + "probe-d,Probe D,HE\n", "line 4: 3 fields instead of 6"),
        (HEADER + GOOD + 'probe-d,"Probe D,HE,06413000,880004,\n', "line 4: half-written"),
        (HEADER + GOOD + "probe-d,Probe D,HE,09413000,880004,\n", "line 4, ags: begins with 09, but HE has 06"),
        (HEADER + GOOD + "probe-test,Probe D,HE,06413000,880004,\n", "line 4, slug: names that end in -test"),
        (HEADER + GOOD + "Probe_D,Probe D,HE,06413000,880004,\n", "line 4, slug: "),
        (HEADER + GOOD + "probe-d,Probe D,HE,06413000,88,\n", "line 4, authority_code: "),
        (HEADER + GOOD + "probe-a,Probe D,HE,06413000,880004,\n", "line 4, slug: the same as in line 2"),
        (HEADER + GOOD + "probe-d,Probe D,HE,06413000,880002,\n", "line 4, authority_code: the same as in line 3"),
        (
            HEADER + GOOD + "probe-d,Probe D,HE,06413000,880004,offenbach.localhost\n",
            "line 4, host: taken by offenbach",
        ),
        (HEADER + GOOD + "offenbach,Anders,HE,06413000,030600,\n", "line 4, name: differs from the city that is there"),
        (HEADER + GOOD + "probe-d,Probe D,HE,06413000,880004,kein host\n", "line 4, host: a host name such as"),
    ],
)
@pytest.mark.parametrize("dry", [True, False])
def test_a_list_with_anything_wrong_is_refused_whole(run: Run, tmp_path: Path, text: str, said: str, dry: bool) -> None:
    code, out, err = run("import", _file(tmp_path, text), *(["--dry-run"] if dry else []))
    assert (code, out) == (1, "")
    assert said in err
    assert _made() == set()


def test_a_list_in_another_encoding_is_refused_with_its_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes((HEADER + "probe-a,München,BY,09162000,880001,\n").encode("latin-1"))
    code, _, err = run("import", path)
    assert code == 1
    assert "line 2: not UTF-8" in err


def test_a_file_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    for command in ("import", "apply"):
        assert run(command, tmp_path / "none")[0] == 2


def test_a_bar_is_drawn_for_a_person_only() -> None:
    from config.cli.progress import Progress

    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    for stream, seen in ((Terminal(), True), (StringIO(), False)):
        progress = Progress(2, stream)
        progress.step()
        assert ("1 of 2" in stream.getvalue()) is seen


def test_applying_says_what_changed_and_the_second_time_nothing(run: Run, tmp_path: Path) -> None:
    path = _file(tmp_path, YAML, "city.yaml")
    assert run("apply", path)[1] == "probe-y: created, configuration 1\n"
    assert run("apply", path)[1] == "probe-y: nothing to change\n"
    _file(tmp_path, YAML.replace("069 1", "069 2").replace("name: Probe Y", "name: Probe Ypsilon"), "city.yaml")
    assert run("apply", path)[1] == "probe-y: name, configuration 2\n"


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('"06413000"', '"09413000"', "line 5, city.ags: begins with 09, but HE has 06"),
        ("  land: HE\n", "  land: HE\n  colour: red\n", "line 5, city.colour: "),
        ("    phone: 069 1\n", "    fax: 069 1\n", "line 10, configuration.authority.fax: "),
        ("  authority:\n", "  authoritee:\n", "line 8, configuration.authoritee: unknown section"),
        ("configuration:\n", "settings: {}\nconfiguration:\n", "line 7, settings: unknown key"),
        ("  name: Probe Y\n", "  name\n", "line "),
        ("  name: Probe Y\n", "  name: Probe Y\n  name: Probe Z\n", "line 4, city.name: given twice"),
        ('"880009"', '"030600"', "line 6, city.authority_code: taken by offenbach"),
        ("  land: HE\n", "  land: HE\n  host: wiesbaden.localhost\n", "line 5, city.host: taken by wiesbaden"),
        ("    phone: 069 1\n", "    phone: 069 1\n  payments: {account: acct_", "line "),
    ],
)
def test_a_file_with_anything_wrong_is_refused_with_its_line(
    run: Run, tmp_path: Path, was: str, becomes: str, said: str
) -> None:
    assert was in YAML
    code, out, err = run("apply", _file(tmp_path, YAML.replace(was, becomes), "city.yaml"))
    assert (code, out) == (1, "")
    assert said in err
    assert _made() == set()


def test_a_payment_account_of_another_city_is_refused_before_anything_is_made(run: Run, tmp_path: Path) -> None:
    from billing.payments.doors import STRIPE
    from tenants import doors

    with bind_owner():
        account = next(iter(_accounts()), None)
    if account is None:
        doors.open_door(kind=STRIPE, external_id="acct_probe", city=City.objects.get(slug="offenbach"))
        account = "acct_probe"
    text = YAML + f"  payments:\n    account: {account}\n"
    code, _, err = run("apply", _file(tmp_path, text, "city.yaml"))
    assert code == 1
    assert "line 12, configuration.payments.account: taken by " in err
    assert _made() == set()


def _accounts() -> list[str]:
    from tenants.models import Door

    return list(Door.objects.using(OWNER).filter(kind="stripe").values_list("external_id", flat=True))


def test_a_creation_that_fails_leaves_nothing_behind(at: Any) -> None:
    from django.db import DatabaseError

    from tenants.provisioning import create_city
    from tests.support.fleet import new_city, next_release

    with pytest.raises(DatabaseError):
        create_city(new_city(90), at=at, release=next_release("SELECT 1/0"))
    with bind_owner():
        assert not City.objects.using(OWNER).filter(slug="flotte-90").exists()
    assert ask("SELECT 1 FROM pg_namespace WHERE nspname = 'c_flotte_90'") == []
    assert ask("SELECT 1 FROM pg_roles WHERE rolname LIKE '%%c_flotte_90'") == []
    assert city_keys().create("c_flotte_90")  # there was none
    city_keys().destroy("c_flotte_90")


@pytest.mark.parametrize("broken", ["configuration", "door"])
def test_a_city_is_there_with_its_configuration_and_door_or_not_at_all(
    wiesbaden: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """One transaction: a failure at its last step takes everything back."""
    from django.db import DatabaseError

    from config.cities import apply_city
    from tenants import doors
    from tenants.provisioning import UnableToCreateCity
    from tests.conftest import AT

    path = _file(tmp_path, YAML + "  payments: {account: acct_probe_y}\n", "city.yaml")
    with monkeypatch.context() as patched:
        if broken == "configuration":

            def fails(**_: Any) -> None:
                raise DatabaseError

            patched.setattr("config.cities.publish_first", fails)
        else:  # somebody took it between the check and the creation
            patched.setattr("config.cities._account_taken", lambda *_: [])
            doors.open_door(kind="stripe", external_id="acct_probe_y", city=wiesbaden)
        with pytest.raises((DatabaseError, UnableToCreateCity)):
            apply_city(path, at=AT)
    assert _made() == set()
    assert ask("SELECT 1 FROM pg_namespace WHERE nspname = 'c_probe_y'") == []
    assert ask("SELECT 1 FROM pg_roles WHERE rolname LIKE '%%c_probe_y'") == []
    assert city_keys().create("c_probe_y")  # there was none
    city_keys().destroy("c_probe_y")
    if broken == "door":
        with bind_owner():
            Door.objects.using(OWNER).filter(external_id="acct_probe_y").delete()
    assert apply_city(path, at=AT).changes == ["created", "configuration 1"]
    found = doors.find("stripe", "acct_probe_y")
    assert found is not None
    assert found.slug == "probe-y"


def test_a_stage_is_moved_along_the_table_alone(run: Run, tmp_path: Path) -> None:
    run("apply", _file(tmp_path, YAML, "city.yaml"))
    assert run("stage", "probe-y", "rehearsal")[:2] == (0, "probe-y: rehearsal\n")
    code, _, err = run("stage", "probe-y", "prospect")
    assert code == 1
    assert "probe-y: not_allowed; from rehearsal to onboarding, pilot, live, suspended, offboarded" in err
    assert run("history", "probe-y")[1].endswith("\tonboarding\trehearsal\tzusage city stage\n")
    assert run("history", "nirgendwo")[0] == 1
    assert "unknown_city" in run("stage", "nirgendwo", "live")[2]


def test_a_twin_is_made_parked_and_woken(run: Run, tmp_path: Path) -> None:
    run("apply", _file(tmp_path, YAML, "city.yaml"))
    assert "no_twin" in run("twin", "probe-y", "--park")[2]
    assert run("twin", "probe-y")[:2] == (0, "probe-y-test: rehearsal, probe-y-test.localhost\n")
    assert run("twin", "probe-y", "--park")[1] == "probe-y-test: suspended, probe-y-test.localhost\n"
    assert run("twin", "probe-y")[1] == "probe-y-test: rehearsal, probe-y-test.localhost\n"
    assert "is_a_twin" in run("twin", "probe-y-test")[2]
    assert "unknown_city" in run("twin", "nirgendwo")[2]


def test_the_same_city_made_twice_at_the_same_time_is_made_once(at: Any) -> None:
    import threading

    from django.db import connections

    from tenants.provisioning import UnableToCreateCity, create_city
    from tests.support.fleet import new_city

    results: list[str] = []

    def make() -> None:
        try:
            results.append(create_city(new_city(91), at=at).slug)
        except UnableToCreateCity as refusal:
            results.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["flotte-91", "slug_taken", "slug_taken", "slug_taken"]
    assert len(city_keys().key_of("c_flotte_91")) == 32

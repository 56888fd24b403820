"""The municipalities of a city are chosen by name; postal codes follow, and what stands out is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tenants.binding import bind, bind_public
from tests.interface.desk.clerks import Clerk, document_of, words

PAGE = "/verwaltung/zustaendigkeit/"


def stand(mika: Clerk, path: str = PAGE) -> str:
    return str(mika.get(path).context["stand"])


def post(mika: Clerk, **data: str) -> Any:
    return mika.browser.post(PAGE, {"stand": stand(mika), **data})


def draft(city: Any) -> Any:
    from configuration import drafting

    with bind(city):
        return drafting.section_of("declarations")


def test_a_municipality_is_found_by_name_and_becomes_part_of_the_draft(
    offenbach: Any, wiesbaden: Any, official: Callable[..., Clerk]
) -> None:
    mika = official(offenbach)
    assert "Bisher gilt eine Liste" in mika.text(PAGE)
    assert "Vorschlag nach Ihrer Behörde" in mika.text(PAGE)
    found = mika.text(f"{PAGE}?suche=offenb")
    assert "Offenbach am Main" in found
    assert "ganz (13 Gemeinden)" in found
    answer = post(mika, dazu="06413000", suche="offenb")
    assert answer.status_code == 302
    value = draft(offenbach).value
    assert value["municipalities"]["06413000"]["postal_codes"] == value["postal_codes"]
    assert "63065" in value["postal_codes"]
    assert draft(offenbach).faults == []
    assert draft(wiesbaden).value["municipalities"] == {}
    page = mika.text(answer["Location"])
    assert "1 Gemeinde gewählt" in page
    assert "ist gewählt" in page


def test_a_whole_district_comes_and_single_ones_go_and_are_asked_for(
    offenbach: Any, official: Callable[..., Clerk]
) -> None:
    mika = official(offenbach)
    post(mika, dazu="07132")
    value = draft(offenbach).value
    assert len(value["municipalities"]) > 100
    assert draft(offenbach).faults == []
    shared = next(
        code
        for code in value["postal_codes"]
        if sum(code in one["postal_codes"] for one in value["municipalities"].values()) > 1
    )
    gone, one = next((ags, one) for ags, one in value["municipalities"].items() if shared in one["postal_codes"])
    assert one["name"] not in value["shared_codes"].get(shared, [])
    post(mika, weg=gone)
    after = draft(offenbach).value
    assert gone not in after["municipalities"]
    assert one["name"] in after["shared_codes"][shared]
    page = mika.text(f"{PAGE}?plz={shared}")
    assert "Es wird nach der Gemeinde gefragt" in page
    assert "nennt hier keine Behörde" in page
    post(mika, plz=shared, andere="")
    assert after["shared_codes"][shared]
    assert draft(offenbach).value["shared_codes"][shared] == []
    assert "Es geht gleich weiter" in mika.text(f"{PAGE}?plz={shared}")
    assert "Sie sind nicht zuständig" in mika.text(f"{PAGE}?plz=10115")


def test_postal_codes_are_the_citys_own_to_mend(offenbach: Any, official: Callable[..., Clerk]) -> None:
    mika = official(offenbach)
    post(mika, dazu="06413000")
    post(mika, gemeinde="06413000", postleitzahlen="63065, 63067\n63069")
    assert draft(offenbach).value["municipalities"]["06413000"]["postal_codes"] == ["63065", "63067", "63069"]
    assert "galten bisher und gehören zu keiner" in mika.text(PAGE)
    post(mika, gemeinde="06413000", postleitzahlen="6306")
    assert "noch nicht fertig" in mika.text(PAGE)
    assert draft(offenbach).faults


def test_another_city_that_names_the_same_municipality_is_shown(
    offenbach: Any, wiesbaden: Any, official: Callable[..., Clerk], at: Any
) -> None:
    from tenants.models import CityReport

    mika = official(offenbach)
    post(mika, dazu="06413000")
    assert wiesbaden.name not in mika.text(PAGE)
    with bind_public():
        CityReport.objects.update_or_create(
            city=wiesbaden, defaults={"counts": {"serves.06413000": 1}, "reported_at": at}
        )
    page = mika.text(PAGE)
    assert "nennt hier auch eine andere Behörde" in page
    assert wiesbaden.name in page


def test_adding_and_removing_is_done_whatever_else_was_changed_meanwhile(
    offenbach: Any, official: Callable[..., Clerk]
) -> None:
    mika, robin = official(offenbach), official(offenbach, name="robin")
    seen = stand(mika)
    post(robin, dazu="06413000")
    assert mika.browser.post(PAGE, {"stand": seen, "dazu": "06438001"}).status_code == 302
    assert set(draft(offenbach).value["municipalities"]) == {"06413000", "06438001"}
    assert mika.browser.post(PAGE, {"stand": seen, "weg": "06413000"}).status_code == 302
    assert set(draft(offenbach).value["municipalities"]) == {"06438001"}


def test_who_was_overtaken_sees_what_is_kept_and_saves_again_with_one_button(
    offenbach: Any, official: Callable[..., Clerk]
) -> None:
    mika, robin = official(offenbach), official(offenbach, name="robin")
    post(mika, dazu="06413000")
    seen = stand(mika)
    post(robin, dazu="06438001")
    data = {"stand": seen, "gemeinde": "06413000", "postleitzahlen": "63065"}
    answer = mika.browser.post(f"{PAGE}?gemeinde=06413000", data)
    assert answer.status_code == 409
    assert "Inzwischen hat jemand" in words(answer)
    kept = draft(offenbach).value["municipalities"]
    assert len(kept["06413000"]["postal_codes"]) > 1
    form = next(one for one in document_of(answer).forms if "postleitzahlen" in one.fields)
    assert mika.browser.post(PAGE, dict(form.form_values())).status_code == 302
    now_kept = draft(offenbach).value["municipalities"]
    assert now_kept["06413000"]["postal_codes"] == ["63065"]
    assert set(now_kept) == set(kept)


def test_a_reader_of_the_configuration_cannot_change_it(offenbach: Any, official: Callable[..., Clerk]) -> None:
    assert official(offenbach, "reader").get(PAGE).status_code == 403


def test_a_city_reports_its_municipalities_as_codes(offenbach: Any, at: Any) -> None:
    from config.reports import report_city
    from declarations.places.area import reported
    from tenants.models import CityReport
    from tests.interface.casework.visitors import AT, settings_of

    chosen = {"06413000": {"name": "Offenbach am Main", "postal_codes": ["63065"]}}
    with settings_of(offenbach, declarations={"municipalities": chosen}):
        report_city(offenbach, at=AT)
    with bind_public():
        assert reported(CityReport.objects.get(city=offenbach).counts) == {"06413000"}

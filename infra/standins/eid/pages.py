"""The stand-in's pages: German, calm, and whole without JavaScript."""

from __future__ import annotations

from html import escape
from string import Template

from infra.standins.eid.incoming import LEVELS, Question
from infra.standins.eid.persons import (
    ADDRESS,
    BIRTH_DATE,
    CITY,
    ELSEWHERE,
    GIVEN_NAME,
    PERSONS,
    POSTAL_CODE,
    SURNAME,
    Person,
)
from infra.standins.eid.scene import OUTCOMES

_PAGE = Template("""<!doctype html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title · Test-Identifizierung</title><link rel="stylesheet" href="/static/eid.css">$head</head>
<body><header><p><strong>Test-Identifizierung</strong> Hier wird kein Ausweis gelesen. Alle Personen sind erfunden.</p>
</header><main><h1>$title</h1>$body</main></body></html>
""")
_CHOOSE = Template("""<p>Die Stelle <strong>$organisation</strong> bittet Sie, sich zu identifizieren.
Verlangt ist mindestens das Vertrauensniveau <strong>$level</strong>.</p>
<form method="post" action="/decide"><input type="hidden" name="SAMLRequest" value="$request">
<input type="hidden" name="RelayState" value="$relay">
<fieldset><legend>Welche Person möchten Sie sein?</legend>$persons$other</fieldset>
<div class="buttons">$enough</div>
<div class="buttons"><button name="outcome" value="cancel" class="quiet">Abbrechen</button></div>
<details><summary>Fehler ausprobieren</summary>
<div class="buttons">$lower<button name="outcome" value="error" class="quiet">Pflichtangabe fehlt (Fehler melden)</button>
</div></details></form>""")
_BUTTON = Template("""<button name="outcome" value="$outcome"$look>Identifizieren (Test) – Niveau $outcome</button>""")
_PERSON = Template("""<label><input type="radio" name="person" value="$key"$checked>
<span><strong>$name</strong><br>$details<br><em>$about</em></span></label>""")
_OTHER = Template("""<label><input type="radio" name="person" value="$key">
<span><strong>Andere Testperson: Petra Probe-Muster</strong><br>geboren 1980-12-01; Musterstraße 12, in diesem Ort:<br>
<em>Für Städte, in denen sonst niemand von hier wohnt</em></span></label>
<p><label for="postal_code">Postleitzahl</label> <input id="postal_code" name="postal_code" inputmode="numeric" size="5">
<label for="place">Ort</label> <input id="place" name="place" size="24"></p>""")
_RETURN = Template("""<p>$text</p>
<form method="post" action="$acs" id="return"><input type="hidden" name="SAMLResponse" value="$response">
<input type="hidden" name="RelayState" value="$relay">
<div class="buttons"><button>Zurück zum Antrag</button></div></form>""")
_BACK = Template("""<p>Die Anfrage des Dienstes wurde nicht angenommen. Code: <code>$code</code></p>
<p>Gehen Sie mit Ihrem Browser zurück zum Antrag. Dort ist nichts verloren.</p>""")
_HOME = """<p>Dieser Dienst spielt auf Ihrem Rechner die BundID. Er spricht dasselbe Protokoll (SAML 2.0), kennt aber
nur erfundene Personen.</p><p>Hierher kommen Sie aus einem Antrag heraus, wenn Sie sich identifizieren.</p>"""


def _page(title: str, body: str, head: str = "") -> str:
    return _PAGE.substitute(title=escape(title), body=body, head=head)


def _person(person: Person, *, checked: bool) -> str:
    card = person.card
    address = ", ".join(filter(None, (card.get(ADDRESS), f"{card.get(POSTAL_CODE, '')} {card.get(CITY, '')}".strip())))
    return _PERSON.substitute(
        key=person.key,
        checked=" checked" if checked else "",
        name=escape(f"{card.get(GIVEN_NAME, '')} {card[SURNAME]}".strip()),
        details=escape(f"geboren {card[BIRTH_DATE]}; {address or 'ohne Anschrift'}"),
        about=escape(person.about),
    )


def _buttons(question: Question, *, enough: bool) -> str:
    wanted = LEVELS.index(question.level)
    return "".join(
        _BUTTON.substitute(outcome=outcome, look="" if enough else ' class="quiet"')
        for outcome, level in OUTCOMES.items()
        if (LEVELS.index(level) >= wanted) is enough
    )


def choose(question: Question, *, saml_request: str, relay_state: str) -> str:
    level = next(name for name, value in OUTCOMES.items() if value == question.level)
    body = _CHOOSE.substitute(
        organisation=escape(question.organisation),
        level=level,
        request=escape(saml_request),
        relay=escape(relay_state),
        persons="".join(_person(person, checked=place == 0) for place, person in enumerate(PERSONS)),
        other=_OTHER.substitute(key=ELSEWHERE),
        enough=_buttons(question, enough=True),
        lower=_buttons(question, enough=False),
    )
    return _page("Identifizieren", body)


def send_back(question: Question, *, saml_response: str, relay_state: str, outcome: str) -> str:
    """The form to the product; sends itself where scripts run, and has a visible button everywhere."""
    text = "Sie haben sich identifiziert." if outcome in OUTCOMES else "Es wurden keine Daten übermittelt."
    body = _RETURN.substitute(
        text=text, acs=escape(question.acs_url), response=escape(saml_response), relay=escape(relay_state)
    )
    return _page("Zurück zum Antrag", body, '<script src="/static/return.js" defer></script>')


def refused(code: str) -> str:
    return _page("Das hat nicht geklappt", _BACK.substitute(code=escape(code)))


def home() -> str:
    return _page("Simulierte BundID", _HOME)

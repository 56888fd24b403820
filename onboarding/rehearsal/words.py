"""What a run says in German: the steps, why one was left out, and what to do where one failed. Codes stay in the code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onboarding.rehearsal import looks, mending
from onboarding.rehearsal.models import Run, Step
from onboarding.rehearsal.states import Outcome, State
from onboarding.rehearsal.steps.path import PATH

TITLES: dict[str, Any] = {
    "twin": _("Probe vorbereiten"),
    "start": _("Startseite ansehen"),
    "eligibility": _("Voraussetzungen prüfen"),
    "card": _("Online-Ausweis zeigen"),
    "form": _("Antrag ausfüllen"),
    "papers": _("Nachweise hochladen"),
    "review": _("Alles prüfen und belehrt werden"),
    "hand_in": _("Antrag abgeben"),
    "payment": _("Gebühr bezahlen"),
    "receipt": _("Eingang und Stand ansehen"),
    "desk": _("Fall am Arbeitsplatz öffnen"),
    "check": _("Bonität feststellen"),
    "decision": _("Entscheiden"),
    "fee": _("Gebühr nach der Entscheidung bezahlen"),
    "delivery": _("An das Fachverfahren übergeben"),
    "visit": _("Termin buchen"),
    "echo": _("Testnachricht schicken"),
    "mails": _("E-Mails ansehen"),
}
# What a green step does not prove.
NOTES: dict[str, Any] = {
    "delivery": _("Die Nachricht ging an ein Probe-Fachverfahren, das alles annimmt. Ihre Verbindung ist dabei nicht geprüft."),
    "echo": _("Auch sie ging an das Probe-Fachverfahren. Ihre Verbindung prüfen Sie unter „Verbindung einrichten und prüfen“."),
    "mails": _("Keine E-Mail hat das Haus verlassen. Hier steht, was Ihre Antragsteller bekommen hätten."),
    "visit": _("Gebucht ist im Kalender der Probe, nicht in Ihrem."),
}  # fmt: skip
_PAID = _("Bezahlt wurde ohne Geld, mit dem Probe-Bezahldienst.")
_COUNTER = _("Ihre Sachbearbeitung hat die Gebühr am Schalter angenommen. Es war kein echtes Geld.")
CARDS: dict[str, Any] = {
    "taken": _("Ihr Konto beim Bezahldienst hat dazu eine Testkarte angenommen; sie endet auf %(last4)s. Abgebucht wurde nichts. Die Bezahlseite selbst ist dabei nicht geprüft."),
    "no_account": _("Ein Konto beim Bezahldienst haben Sie noch nicht; es ist also nicht geprüft."),
    "not_in_test_mode": _("Ihr Konto beim Bezahldienst ist dabei nicht geprüft: Hier würde eine Karte wirklich belastet."),
    "account_not_ready": _("Ihr Konto beim Bezahldienst kann noch keine Zahlungen annehmen und ist nicht geprüft. Öffnen Sie „Bezahldienst und Konto“."),
    "not_reachable": _("Ihr Konto beim Bezahldienst ist nicht geprüft: Der Bezahldienst hat gerade nicht geantwortet."),
}  # fmt: skip
OUTCOMES: dict[str, Any] = {
    Outcome.RUNNING: _("läuft"),
    Outcome.DONE: _("geklappt"),
    Outcome.LEFT_OUT: _("ausgelassen"),
    Outcome.FAILED: _("nicht geklappt"),
}
STATES: dict[str, Any] = {
    State.RUNNING: _("Die Probe läuft."),
    State.PASSED: _("Die Probe ist gut gegangen."),
    State.FAILED: _("Die Probe ist nicht gut gegangen."),
}
WHO: dict[str, Any] = {
    looks.CITIZEN: _("Das sieht die einladende Person"),
    looks.CLERK: _("Das sieht Ihre Sachbearbeitung"),
    looks.SYSTEM: _("Das bekommt Ihr Fachverfahren"),
    looks.ANSWER: _("Das antwortet das Probe-Fachverfahren"),
    looks.MAIL: _("E-Mail"),
}
LEFT_OUT: dict[str, Any] = {
    "card_not_simulated": _("Den Online-Ausweis kann man hier nicht proben: Ein echter Ausweis nennt eine echte Person. Der Antrag wurde von Hand ausgefüllt."),
    "card_nobody_lives_here": _("Keine der erfundenen Personen mit Online-Ausweis wohnt in Ihrer Stadt. Der Antrag wurde von Hand ausgefüllt."),
    "card_only": _("Ihre Stadt nimmt Erklärungen nur mit dem Online-Ausweis an, und den kann man hier nicht proben. Der Rest fehlt deshalb in dieser Probe."),
    "no_case": _("Es wurde kein Antrag abgegeben, mit dem man hier weitermachen könnte."),
    "no_fee": _("Ihre Stadt nimmt keine Gebühr."),
    "fee_later": _("Ihre Stadt nimmt die Gebühr erst nach der Entscheidung."),
    "fee_paid_before": _("Die Gebühr ist schon bezahlt."),
    "checked_elsewhere": _("Ihre Stadt prüft im eigenen Fachverfahren."),
    "no_booking": _("Ihre Stadt vergibt hier keine Termine."),
    "no_visit_wanted": _("Für diesen Fall braucht man bei Ihnen jetzt keinen Termin."),
}  # fmt: skip
FAILED: dict[str, Any] = {
    "twin_ordered": _("Die Probe-Umgebung ist nach fünf Minuten noch nicht fertig. Versuchen Sie es in einer halben Stunde noch einmal. Klappt es dann nicht, rufen Sie den Betrieb an."),
    "twin_refused": _("Für Ihre Stadt gibt es gerade keine Probe-Umgebung. Rufen Sie den Betrieb an."),
    "no_twin": _("Die Probe-Umgebung ist während der Probe verschwunden. Starten Sie eine neue Probe."),
    "draft_faulty": _("In Ihrem Entwurf ist noch etwas falsch: %(sections)s. Öffnen Sie den Abschnitt und beheben Sie es."),
    "page_broken": _("Eine Seite lässt sich nicht öffnen (%(path)s, Fehler %(status)s). Rufen Sie den Betrieb an."),
    "nothing_to_begin": _("Auf der Startseite fehlt der Knopf zum Beginnen. Rufen Sie den Betrieb an."),
    "nothing_to_press": _("Auf der Seite „%(heading)s“ gibt es keinen Knopf, um weiterzukommen. Unter „Ansehen“ steht, was dort zu lesen ist."),
    "not_eligible": _("Schon die ersten Fragen schicken die Person weg: „%(heading)s“. Prüfen Sie im Abschnitt „Antrag: Wege, Anlässe und Angaben“, für welche Postleitzahlen Sie zuständig sind."),
    "form_refused": _("Die Seite „%(heading)s“ nimmt die Antworten nicht an: „%(fault)s“"),
    "form_endless": _("Der Antrag wird nicht fertig: Die Übersicht verlangt immer wieder dieselbe Seite. Rufen Sie den Betrieb an."),
    "paper_refused": _("Ein Nachweis wurde nicht angenommen: „%(fault)s“ Prüfen Sie im Abschnitt „Nachweise“ die erlaubte Größe."),
    "something_missing": _("Der Antrag gilt als unvollständig: „%(fault)s“ Ist es ein Nachweis, prüfen Sie im Abschnitt „Nachweise“, ob er wirklich nötig ist."),
    "not_accepted": _("Nach der Belehrung ging es nicht weiter. Die Seite hieß „%(heading)s“."),
    "not_handed_in": _("Der Antrag ließ sich nicht abgeben. Die Seite hieß „%(heading)s“."),
    "card_failed": _("Der simulierte Online-Ausweis hat nicht funktioniert. Rufen Sie den Betrieb an."),
    "cannot_pay": _("Auf der Seite zum Bezahlen fehlt der Knopf. Prüfen Sie im Abschnitt „Gebühren“, was man wann bezahlt."),
    "not_paid": _("Die Gebühr ließ sich nicht bezahlen. Prüfen Sie die Abschnitte „Gebühren“ und „Bezahldienst und Konto“. Stimmt dort alles, rufen Sie den Betrieb an."),
    "fee_not_asked": _("Nach der Entscheidung wird die Gebühr auf der Seite mit dem Stand des Antrags nicht verlangt. Prüfen Sie im Abschnitt „Gebühren“, was man wann bezahlt."),
    "card_not_taken": _("Ihr Konto beim Bezahldienst hat eine Testkarte nicht angenommen. Öffnen Sie „Bezahldienst und Konto“ und sehen Sie nach, was dort fehlt."),
    "cannot_take_fee": _("Die Sachbearbeitung kann die Gebühr am Schalter nicht annehmen. Prüfen Sie im Abschnitt „Gebühren“, was man wann bezahlt."),
    "no_receipt": _("Die Eingangsbestätigung kam nicht. Rufen Sie den Betrieb an."),
    "status_closed": _("Die Seite mit dem Stand des Antrags ließ sich mit Link und Code nicht öffnen. Rufen Sie den Betrieb an."),
    "desk_closed": _("Die erfundene Sachbearbeitung konnte sich nicht anmelden. Rufen Sie den Betrieb an."),
    "case_not_at_desk": _("Der Antrag erscheint nicht in der Liste der Fälle. Rufen Sie den Betrieb an."),
    "cannot_check": _("Die Bonität lässt sich in diesem Fall nicht feststellen. Unter „Ansehen“ steht, was dort fehlt."),
    "cannot_decide": _("Der Fall lässt sich nicht entscheiden. Unter „Ansehen“ steht, was dort fehlt."),
    "not_decided": _("Die Entscheidung wurde nicht angenommen: „%(fault)s“"),
    "nothing_delivered": _("Es wurde keine Nachricht an das Fachverfahren eingereiht. Prüfen Sie im Abschnitt „Verbindung zum Fachverfahren“, wann übergeben wird."),
    "not_delivered": _("Die Nachricht an das Fachverfahren kam nicht an. Öffnen Sie „Zustellungen“ und sehen Sie nach, warum."),
    "no_invitation": _("Die Einladung zum Termin kam nicht. Prüfen Sie im Abschnitt „Termine“, wann eingeladen wird."),
    "no_free_slot": _("Es gibt in den nächsten %(days)s Tagen keinen freien Termin. Öffnen Sie Ihren Kalender."),
    "slot_refused": _("Der freie Termin ließ sich nicht buchen. Die Seite hieß „%(heading)s“."),
    "echo_under_way": _("Auf die Testnachricht kam keine Antwort. Rufen Sie den Betrieb an."),
    "no_mail": _("Es wurde keine E-Mail geschrieben. Rufen Sie den Betrieb an."),
    "no_answer": _("Die Seiten der Probe antworten nicht. Versuchen Sie es noch einmal. Klappt es dann nicht, rufen Sie den Betrieb an."),
    "too_slow": _("Die Seiten der Probe antworten zu langsam. Versuchen Sie es noch einmal."),
    "too_many_redirects": _("Die Seiten der Probe führen im Kreis. Rufen Sie den Betrieb an."),
    "foreign_address": _("Eine Seite der Probe führt zu einem fremden Dienst. Dorthin geht eine Probe nicht. Rufen Sie den Betrieb an."),
    "too_long": _("Nach zehn Minuten war die Probe noch nicht fertig; hier ist sie stehen geblieben. Starten Sie eine neue."),
    "worker_lost": _("Dieser Schritt ist dreimal abgebrochen. Starten Sie eine neue Probe. Geschieht es wieder, rufen Sie den Betrieb an."),
}  # fmt: skip
_OTHERWISE = _("Hier ist etwas schiefgegangen, das wir nicht erwartet haben. Starten Sie eine neue Probe. Geschieht es wieder, rufen Sie den Betrieb an.")  # fmt: skip
_WAITING = _("Wird vorbereitet.")


@dataclass(frozen=True)
class Line:
    """A step as it is shown, also one that is still to come. ``state``: done, now, next, stopped, left (out)."""

    place: int
    name: str
    title: str
    state: str
    outcome: str
    text: str
    seconds: float | None
    step: Step | None

    @property
    def when(self) -> str:
        return (
            gettext("%(seconds)s Sekunden") % {"seconds": number_format(self.seconds, 1)}
            if self.seconds is not None
            else ""
        )

    @property
    def setting(self) -> str:
        """What a person changes to mend it, as section and field."""
        return mending.setting_of(self.step) if self.step else ""

    @property
    def number(self) -> int:
        return self.place + 1

    @property
    def can_be_looked_into(self) -> bool:
        return bool(self.step and self.step.seen)


def lines(run: Run) -> list[Line]:
    """Every step of the way: what was done, what is under way, what is still to come. The fee stands where it is taken."""
    taken = {step.name: step for step in run.steps.all()}
    elsewhere = _fee_elsewhere(taken.get("payment"))
    return [
        _line(place, kind.name, taken.get(kind.name), run) for place, kind in enumerate(PATH) if kind.name != elsewhere
    ]


def _fee_elsewhere(payment: Step | None) -> str:
    """The one of the two steps at which this city takes no fee."""
    return "payment" if payment is not None and payment.code == "fee_later" else "fee"


def told(step: Step) -> str:
    """What happened, and what a person can do about it."""
    if step.outcome == Outcome.FAILED:
        return str(FAILED.get(step.code, _OTHERWISE)) % step.facts if step.code in FAILED else str(_OTHERWISE)
    if step.outcome == Outcome.LEFT_OUT:
        return str(LEFT_OUT.get(step.code, ""))
    if step.outcome == Outcome.RUNNING:
        return str(_WAITING) if step.name == "twin" else ""
    return _paid(step) if step.name in ("payment", "fee") else f"{NOTES.get(step.name, '')} {_receipt(step)}".strip()


def _receipt(step: Step) -> str:
    """What the case system answered to a message."""
    receipt = step.facts.get("receipt")
    return gettext("Es hat geantwortet: angenommen, Quittung %(receipt)s.") % {"receipt": receipt} if receipt else ""


def _paid(step: Step) -> str:
    """What was paid, and what the city's account said to a test card."""
    if step.facts.get("counter"):
        return str(_COUNTER)
    card = CARDS.get(str(step.facts.get("card")), "")
    return f"{_PAID} {str(card) % step.facts}".strip()


def home_of(run: Run) -> str:
    """The address of the rehearsal's pages, once they are there."""
    return next((str(step.facts.get("home", "")) for step in run.steps.all() if step.name == "twin"), "")


def outcome_of(run: Run) -> str:
    """The whole run in a sentence."""
    if run.state != State.FAILED or any(step.outcome == Outcome.FAILED for step in run.steps.all()):
        return str(STATES[run.state])
    return gettext("In dieser Probe fehlt ein ganzer Antrag. Warum, steht bei den ausgelassenen Schritten.")


def _line(place: int, name: str, step: Step | None, run: Run) -> Line:
    title = str(TITLES[name])
    if step is None:
        return Line(place, name, title, "next", "", "", None, None)
    states = {Outcome.DONE: "done", Outcome.FAILED: "stopped", Outcome.LEFT_OUT: "left"}
    state = states.get(Outcome(step.outcome), "now" if run.ended_at is None else "stopped")
    seconds = (step.ended_at - step.started_at).total_seconds() if step.ended_at else None
    return Line(place, name, title, state, str(OUTCOMES[step.outcome]), told(step), seconds, step)

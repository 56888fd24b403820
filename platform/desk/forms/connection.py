"""The settings of a connection: which way, then that way's own options, then what holds for every way."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from configuration.nesting import leaf_of, put_at, value_at
from connectors.asking import SECRETS, Asked, Kind
from connectors.config import Moment
from connectors.option_words import faults, words_of
from connectors.registry import CONNECTORS
from connectors.xauslaender import versions
from desk.delivery_words import CONNECTORS as NAMES
from ui.fields import CheckField, RadioField, TextField, UploadField, WholeNumberField, YesNoField
from ui.forms import Form

MAIN, OTHER, NONE = "weg", "ersatz", "keiner"
_RETYPE = _("Sie haben geändert, wohin es gesendet wird. Tragen Sie es deshalb bitte noch einmal ein.")
_KEPT = _("Ist hinterlegt und wird nicht gezeigt. Bleibt das Feld leer, gilt es weiter.")
_NOT_KEPT = _("Das lässt sich nicht aufbewahren. Es ist größer als 64 Kilobyte.")
_SEALED = _("Es wird verschlossen aufbewahrt und nie wieder gezeigt.")


class WayForm(Form):
    """Which connector, and which one takes over when it fails; what to fill in follows from it."""

    weg = RadioField(label=_("Wie kommen die Fälle in Ihr Fachverfahren?"))
    ersatz = RadioField(
        label=_("Zweiter Weg, wenn der erste ausfällt"),
        help_text=_("Er bekommt nur, was auf dem ersten Weg sicher nicht angekommen ist."),
    )

    def __init__(self, *args: Any, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, NAMES.get(name, name)) for name in offered]
        first, other = self.fields[MAIN], self.fields[OTHER]
        first.choices, first.hints = choices, {name: words_of(name).about for name in offered}  # type: ignore[attr-defined]  # Django's fields take further attributes
        other.choices = [(NONE, _("Keiner: Die Fälle warten, bis der erste Weg wieder geht.")), *choices]  # type: ignore[attr-defined]  # Django's fields take further attributes

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get(MAIN) and given.get(MAIN) == given.get(OTHER):
            self.add_error(OTHER, _("Der zweite Weg muss ein anderer sein als der erste."))
        return given


class RulesForm(Form):
    """What holds for every way. ``basis``: the version of the settings that the page was opened on."""

    basis = forms.IntegerField(widget=forms.HiddenInput())
    moment = RadioField(
        label=_("Wann wird ein Fall übergeben?"),
        choices=[
            (Moment.ON_SUBMISSION.value, _("Sobald er eingereicht ist")),
            (Moment.ONCE_PAID.value, _("Sobald die Gebühr bezahlt ist")),
            (Moment.AFTER_DECISION.value, _("Erst nach der Entscheidung hier am Arbeitsplatz")),
        ],
    )
    version = RadioField(
        label=_("Fassung des Standards XAusländer"), choices=[(number, number) for number in versions.SPOKEN],
        help_text=_("So, wie Ihr Fachverfahren sie versteht."),
    )  # fmt: skip
    after_hours = WholeNumberField(
        label=_("Der zweite Weg übernimmt nach so vielen Stunden ohne Antwort"), min_value=1, max_value=72, required=False,
        help_text=_("Ohne Angabe übernimmt er nach Stunden nie."),
    )  # fmt: skip
    when_misconfigured = CheckField(
        label=_("Der zweite Weg übernimmt sofort, wenn der erste falsch eingestellt ist"), required=False
    )
    validation = RadioField(
        label=_("Wenn eine Nachricht nicht gegen den Standard geprüft werden kann"),
        choices=[("when_possible", _("Trotzdem übergeben")), ("always", _("Warten, bis sie geprüft werden kann"))],
        help_text=_("Eine Nachricht, die geprüft und falsch ist, wird nie übergeben."),
    )
    returned_days = WholeNumberField(
        label=_("So viele Tage bleibt der Text einer erledigten Antwort lesbar"), min_value=1, max_value=365
    )
    stuck_hours = WholeNumberField(
        label=_("Hinweis, wenn eine Nachricht so viele Stunden angehalten ist"), min_value=0, max_value=72
    )
    waiting_hours = WholeNumberField(
        label=_("Hinweis, wenn eine Nachricht so viele Stunden auf ihre Übergabe wartet"), min_value=1, max_value=240
    )
    alarm_mail = CheckField(
        label=_("Hinweise auch per E-Mail an alle, die sich um Zustellungen kümmern"), required=False
    )
    reason = TextField(
        label=_("Warum ändern Sie die Verbindung?"), max_length=400,
        help_text=_("Ein Satz. Er steht bei der Änderung der Einstellungen."),
    )  # fmt: skip

    def __init__(self, *args: Any, with_fallback: bool, adopting: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = adopting
        self.fields["reason"].quiet = True  # type: ignore[attr-defined]  # Django's fields take further attributes
        if not with_fallback:
            del self.fields["after_hours"], self.fields["when_misconfigured"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        silent = "after_hours" in self.fields and "after_hours" not in self.errors
        if silent and given.get("after_hours") is None and not given.get("when_misconfigured"):
            self.add_error(
                "after_hours", _("Sagen Sie, wann der zweite Weg übernimmt: nach Stunden, sofort oder beides.")
            )
        return given


class OptionsForm(Form):
    """The options of one connector, in its words. Secrets that were typed are kept before (``desk.typed_secrets``) and come
    as names; ``mine`` are those of this person. ``now``: the options in force for this connector, or none."""

    def __init__(
        self, *args: Any, connector: str, now: Mapping[str, Any] | None, mine: frozenset[str], **kwargs: Any
    ) -> None:
        self.connector, self.now, self.mine = connector, dict(now or {}), mine
        self.words, self.model = words_of(connector), CONNECTORS.get(connector).options_model
        super().__init__(*args, **kwargs)
        for asked in self.words.fields:
            self._add(asked)

    def _add(self, asked: Asked) -> None:
        name = field_name(asked.path)
        if asked.kind in SECRETS:
            self._add_secret(asked, name)
            return
        leaf = leaf_of(self.model, asked.path)
        nested = "." in asked.path and leaf.is_required()
        field = _field(asked, required=leaf.is_required() and "." not in asked.path)
        field.quiet = nested or asked.kind in (Kind.CHOICE, Kind.YES_NO, Kind.PART)  # type: ignore[attr-defined]  # Django's fields take further attributes
        known, value = value_at(self.now, asked.path)
        if asked.kind == Kind.PART:
            value = bool(value)
        elif not known:
            value = "" if leaf.is_required() else leaf.default
        self.fields[name], self.initial[name] = field, _shown(value)

    def _add_secret(self, asked: Asked, name: str) -> None:
        kept = self.data.get(self.add_prefix(f"{name}-kept"), "")
        there = kept in self.mine or bool(value_at(self.now, asked.path)[1])
        field = _field(asked, required=False)
        field.help_text = _KEPT if there else asked.hint or _SEALED
        field.quiet = "." in asked.path or leaf_of(self.model, asked.path).is_required()  # type: ignore[attr-defined]  # Django's fields take further attributes
        self.fields[name] = field
        self.fields[f"{name}-kept"] = forms.CharField(widget=forms.HiddenInput(), required=False)
        if there and not leaf_of(self.model, asked.path).is_required():
            label = _("Nicht mehr verwenden: {label}").format(label=asked.label)
            self.fields[f"{name}-drop"] = CheckField(label=label, required=False)

    def refuse(self, fields: list[str]) -> None:
        """Says at these fields that what was typed there cannot be kept."""
        for name in fields:
            if name in self.errors:
                del self.errors[name]
            self.add_error(name, _NOT_KEPT)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self.options = self._options(given)
        for asked in self.words.fields:
            if asked.goes_to and self._goes_elsewhere(asked):
                self.add_error(field_name(asked.path), _RETYPE)
        for path, text in faults(self.connector, self.options):
            name = field_name(path) if path else None
            if name is None or name not in self.errors:
                self.add_error(name, text)
        return given

    def _options(self, given: dict[str, Any]) -> dict[str, Any]:
        """In the adapter's shape; what was left empty or as it is by itself is left to the adapter. A sandbox keeps what it has."""
        if not self.words.fields:
            return self.now
        parts = {
            asked.path: given.get(field_name(asked.path)) for asked in self.words.fields if asked.kind == Kind.PART
        }
        made: dict[str, Any] = {}
        for asked in self.words.fields:
            if asked.kind == Kind.PART or parts.get(asked.path.partition(".")[0], True) is not True:
                continue
            value = (
                self._secret(asked, given) if asked.kind in SECRETS else _told(asked, given.get(field_name(asked.path)))
            )
            if value not in ("", None, []) and _shown(value) != _shown(leaf_of(self.model, asked.path).default):
                put_at(made, asked.path, value)
        return made

    def _secret(self, asked: Asked, given: dict[str, Any]) -> str:
        name = field_name(asked.path)
        typed = given.get(f"{name}-kept", "")
        if typed in self.mine:
            return str(typed)
        return "" if given.get(f"{name}-drop") else str(value_at(self.now, asked.path)[1] or "")

    def _goes_elsewhere(self, asked: Asked) -> bool:
        _known, name = value_at(self.now, asked.path)
        if not name or value_at(self.options, asked.path)[1] != name:
            return False
        return any(self._in_full(self.now, path) != self._in_full(self.options, path) for path in asked.goes_to)

    def _in_full(self, options: dict[str, Any], path: str) -> Any:
        known, value = value_at(options, path)
        return _shown(value if known else leaf_of(self.model, path).default)


def field_name(path: str) -> str:
    return path.replace(".", "__")


def with_kept(typed: QueryDict, names: Mapping[str, str]) -> QueryDict:
    """The form's data with the names of secrets in place of what was typed."""
    data = typed.copy()
    for field, name in names.items():
        data[field], data[f"{field}-kept"] = "", name
    return data


def _field(asked: Asked, *, required: bool) -> forms.Field:
    told: dict[str, Any] = {"label": asked.label, "help_text": asked.hint, "required": required}
    if asked.kind == Kind.UPLOADED:
        return UploadField(accept=".p12,.pfx", max_bytes=64 * 1024, **told)
    if asked.kind in (Kind.YES_NO, Kind.PART):
        return YesNoField(**told)
    if asked.kind == Kind.CHOICE:
        return RadioField(choices=asked.choices, **told)
    if asked.kind == Kind.TYPED:
        return TextField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False, **told)
    rows = {Kind.LINES: 4, Kind.LIST: 3, Kind.PASTED: 4}.get(asked.kind, 0)
    width = 4 if asked.kind == Kind.NUMBER else 0
    return TextField(rows=rows, width=width, autocomplete="off", **told)


def _told(asked: Asked, value: Any) -> Any:
    if asked.kind == Kind.LIST:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]
    if asked.kind != Kind.NUMBER:
        return value
    text = str(value or "").strip().replace(",", ".")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text


def _shown(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return int(value) if isinstance(value, float) and value.is_integer() else value

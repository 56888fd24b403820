"""Fields for answers chosen from a list: few as radios, many as a select, never chosen beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import normalize_choices
from django.utils.translation import gettext_lazy as _

from ui import widgets

Choices = Iterable[tuple[Any, Any]] | Callable[[], Iterable[tuple[Any, Any]]]
_PLEASE_CHOOSE = ("", _("Bitte wählen"))
_YES, _NO = _("Ja"), _("Nein")
_NOT_IN_LIST = _("Diese Auswahl gibt es hier nicht. Bitte wählen Sie noch einmal.")


class RadioField(forms.ChoiceField):
    """One of a few answers, all of them visible. ``hints`` maps a value to a line of explanation under its label."""

    kind = "radios"
    widget = forms.RadioSelect
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid_choice": _NOT_IN_LIST}

    def __init__(self, *, hints: Mapping[str, Any] | None = None, in_row: bool = False, **kwargs: Any) -> None:
        self.hints, self.in_row = hints or {}, in_row
        super().__init__(**kwargs)


class YesNoField(RadioField):
    """A question answered by yes or no; returns a bool, or None where it may stay open."""

    kind = "yes_no"
    quiet = True  # an open question explains itself

    def __init__(self, *, yes: Any = _YES, no: Any = _NO, **kwargs: Any) -> None:
        super().__init__(choices=[("ja", yes), ("nein", no)], **{"in_row": True, **kwargs})

    def clean(self, value: Any) -> bool | None:
        answer = super().clean(self.prepare_value(value))
        return {"ja": True, "nein": False}.get(answer)

    def prepare_value(self, value: Any) -> Any:
        return {True: "ja", False: "nein"}.get(value, value)


class SelectField(forms.ChoiceField):
    """One of many answers in a list that starts with „Bitte wählen“."""

    kind = "select"
    widget = widgets.LongSelect
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid_choice": _NOT_IN_LIST}

    def __init__(self, *, choices: Choices = (), autocomplete: str = "", **kwargs: Any) -> None:
        super().__init__(choices=_with_empty(choices), **kwargs)
        if autocomplete:
            self.widget.attrs["autocomplete"] = autocomplete


class CountryField(SelectField):
    """A country from a list of (key, name); returns the key."""

    kind = "country"

    def __init__(self, *, autocomplete: str = "country-name", **kwargs: Any) -> None:
        super().__init__(autocomplete=autocomplete, **kwargs)


class CheckField(forms.BooleanField):
    """One statement to tick."""

    kind = "check"


class ChecksField(forms.MultipleChoiceField):
    """Any number of answers from a list."""

    kind = "checks"
    quiet = True  # none of them is an answer too
    widget = forms.CheckboxSelectMultiple
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid_choice": _NOT_IN_LIST, "invalid_list": _NOT_IN_LIST}

    def __init__(self, *, hints: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.hints = hints or {}
        super().__init__(**kwargs)


class NationalitiesField(forms.Field):
    """One nationality or more, from a list of (key, name); returns the keys without repetition, in order."""

    kind = "nationalities"
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid_choice": _NOT_IN_LIST}

    def __init__(self, *, choices: Choices = (), at_most: int = 2, **kwargs: Any) -> None:
        more = [_("Weitere Staatsangehörigkeit, falls vorhanden")] * (at_most - 1)
        super().__init__(widget=widgets.SeveralSelects((_("Staatsangehörigkeit"), *more)), **kwargs)
        self.choices = choices

    @property
    def choices(self) -> Any:
        return self._choices

    @choices.setter
    def choices(self, choices: Choices) -> None:
        self._choices = normalize_choices(_with_empty(choices))
        self._offer()

    def _offer(self) -> None:
        for select in self.widget.widgets:
            select.choices = self._choices

    def __deepcopy__(self, memo: dict[int, Any]) -> NationalitiesField:
        copied = super().__deepcopy__(memo)
        copied._offer()
        return copied

    def to_python(self, value: Any) -> list[str]:
        chosen = list(dict.fromkeys(str(key) for key in value or [] if key))
        if set(chosen) - {str(key) for key, _name in self._choices}:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return chosen


def _with_empty(choices: Choices) -> Callable[[], list[tuple[Any, Any]]]:
    """Asked for anew on each use, since names of countries follow the language of the page."""
    return lambda: [_PLEASE_CHOOSE, *(choices() if callable(choices) else choices)]

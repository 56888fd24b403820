"""Form fields of the product: one for every kind of answer, with texts that say how to mend it.

Every field takes ``label``, ``help_text``, ``required``, ``initial`` and ``error_messages`` as Django's do, and most
``autocomplete``, a token of the HTML standard. What was typed is shown again as typed when it is wrong. As initial
value they take what they returned, or its JSON form, so that a stored draft can be shown again.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from kernel.money import NotAnAmount, parse_amount
from ui import formats, widgets
from ui.choices import CheckField, ChecksField, CountryField, NationalitiesField, RadioField, SelectField, YesNoField
from ui.datefields import DateField3, PartialDateField
from ui.uploads import UploadField

__all__ = [
    "CheckField", "ChecksField", "CountryField", "DateField3", "EmailField", "MoneyField", "NationalitiesField",
    "PartialDateField", "RadioField", "SelectField", "TextField", "UploadField", "WholeNumberField", "YesNoField",
]  # fmt: skip


class TextField(forms.CharField):
    """A line of text, or a text area of ``rows`` lines. ``width`` (4, 10 or 20 characters) hints at the length."""

    kind = "text"

    def __init__(
        self,
        *,
        autocomplete: str = "",
        inputmode: str = "",
        width: int = 0,
        rows: int = 0,
        max_length: int | None = None,
        **kwargs: Any,
    ) -> None:
        attrs = _given(autocomplete=autocomplete, inputmode=inputmode, rows=rows)
        if width:
            attrs["class"] = f"ui-width-{width}"
        kwargs.setdefault("widget", forms.Textarea(attrs) if rows else forms.TextInput(attrs))
        # not passed on: the attribute maxlength would silently cut off what was pasted
        super().__init__(**kwargs)
        self.max_length = max_length
        if max_length:
            self.validators.append(_not_longer_than(max_length))


class EmailField(TextField):
    kind = "email"
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Die E-Mail-Adresse ist unvollständig. Schreiben Sie sie so: erika@example.org"),
    }

    def __init__(self, *, autocomplete: str = "email", max_length: int = 254, **kwargs: Any) -> None:
        attrs = _given(autocomplete=autocomplete) | {"spellcheck": "false", "autocapitalize": "none"}
        super().__init__(max_length=max_length, widget=forms.EmailInput(attrs), **kwargs)
        self.validators.append(EmailValidator(message=self.error_messages["invalid"]))


class MoneyField(forms.Field):
    """An amount in euros; returns a Decimal with two places. Bounds are in euros and included."""

    kind = "money"
    widget = widgets.MoneyInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Schreiben Sie den Betrag in Ziffern, zum Beispiel 1.850 oder 1.850,50."),
        "too_small": _("Der Betrag darf nicht kleiner als %(limit)s sein."),
        "too_large": _("Der Betrag darf nicht größer als %(limit)s sein. Prüfen Sie Punkt und Komma."),
    }

    def __init__(
        self, *, min_value: Decimal | int | None = 0, max_value: Decimal | int | None = 9_999_999, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.min_value, self.max_value = min_value, max_value

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or not str(value).strip():
            return None
        try:
            return parse_amount(str(value))
        except NotAnAmount:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.min_value is not None and value < self.min_value:
            self._refuse("too_small", self.min_value)
        if self.max_value is not None and value > self.max_value:
            self._refuse("too_large", self.max_value)

    def _refuse(self, code: str, limit: Decimal | int) -> None:
        raise ValidationError(self.error_messages[code], code=code, params={"limit": formats.money(limit)})

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial if self.disabled else _Typed(data or "")

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, _Typed) else formats.amount_text(value)


class WholeNumberField(TextField):
    """A whole number, for example of persons; returns an int. Bounds are included."""

    kind = "number"
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Schreiben Sie eine ganze Zahl in Ziffern, zum Beispiel 3."),
        "too_small": _("Die Zahl muss mindestens %(limit)d sein."),
        "too_large": _("Die Zahl darf höchstens %(limit)d sein."),
    }

    def __init__(self, *, min_value: int | None = 0, max_value: int | None = 9_999, **kwargs: Any) -> None:
        super().__init__(**{"inputmode": "numeric", "width": 4, "autocomplete": "off", **kwargs})
        self.min_value, self.max_value = min_value, max_value

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]  # a number, where the parent answers its text
        text = str(super().to_python(value)).strip()
        if not text:
            return None
        if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 10):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(text)

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is not None and self.min_value is not None and value < self.min_value:
            raise ValidationError(self.error_messages["too_small"], code="too_small", params={"limit": self.min_value})
        if value is not None and self.max_value is not None and value > self.max_value:
            raise ValidationError(self.error_messages["too_large"], code="too_large", params={"limit": self.max_value})


class _Typed(str):
    """What a person typed, to be shown again unchanged."""


def _given(**attrs: Any) -> dict[str, Any]:
    return {name: value for name, value in attrs.items() if value}


def _not_longer_than(limit: int) -> Callable[[str], None]:
    def check(value: str) -> None:
        if len(value) > limit:
            raise ValidationError(
                _("Das ist zu lang: Es passen %(limit)d Zeichen hinein, Sie haben %(length)d geschrieben."),
                code="max_length",
                params={"limit": limit, "length": len(value)},
            )

    return check

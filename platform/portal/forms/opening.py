"""Answers that open further questions: the style sheet shows those only beside the answer, without any script."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms


class _Opening:
    """``opens`` maps an answer to the numbers of the questions that it opens."""

    opens: dict[str, set[int]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opens = defaultdict(set)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]  # a mixin: the widget beside it has it
        if opened := self.opens.get(str(value)):
            marks = " ".join(f"opens-{number}" for number in sorted(opened))
            option["attrs"]["class"] = f"{option['attrs'].get('class', '')} {marks}".strip()
        return option


class OpeningRadios(_Opening, forms.RadioSelect):
    pass


class OpeningSelect(_Opening, forms.Select):
    pass

"""Cards hold names in capitals, with a capital ẞ. People should not read shouting: these functions offer the usual
spelling. They may be wrong for a name like McAllister, so they are offers; the evidence keeps what was read, and
comparisons (``identity.matching``) do not look at case.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\s\-/'’.,()]+")
_NAME_PARTICLES = frozenset(["von", "vom", "zu", "zum", "zur", "der", "den", "dem", "und", "van", "ten", "ter"])
_PLACE_PARTICLES = frozenset(
    [
        "am",
        "an",
        "auf",
        "im",
        "in",
        "der",
        "die",
        "das",
        "des",
        "dem",
        "den",
        "und",
        "bei",
        "beim",
        "ob",
        "vor",
        "zu",
        "zum",
        "zur",
        "von",
        "vom",
        "a.",
        "b.",
        "d.",
    ]
)
_HOUSE_NUMBER = re.compile(r"^(?P<street>.*?\S)[\s,]+(?P<number>\d+\s?[a-zA-Z]?(\s?[-/+]\s?\d+\s?[a-zA-Z]?)*)$")


def is_shouting(text: str) -> bool:
    """Letters, and all of them capitals; a small ß among capitals counts as one (it had no capital before 2017)."""
    return any(letter.isupper() for letter in text) and not any(letter.islower() for letter in text.replace("ß", ""))


def _lower(word: str) -> str:
    return word.replace("İ", "i").lower()


def _capitalise(word: str) -> str:
    return word[:1] + _lower(word[1:])


def _spell(text: str, small: frozenset[str], *, first_may_be_small: bool) -> str:
    if not is_shouting(text):
        return text

    def one(match: re.Match[str]) -> str:
        word = match.group()
        alone = text[match.start() - 1 : match.start()] in {"", " "} and text[match.end() : match.end() + 1] in {
            "",
            " ",
        }
        if alone and word.lower() in small and (match.start() > 0 or first_may_be_small):
            return word.lower()
        return _capitalise(word)

    return _WORD.sub(one, text)


def name(text: str) -> str:
    """VON DER MUSTERMANN-GROẞ → von der Mustermann-Groß."""
    return _spell(text, _NAME_PARTICLES, first_may_be_small=True)


def place(text: str) -> str:
    """OFFENBACH AM MAIN → Offenbach am Main; AM ALTEN MARKT → Am Alten Markt."""
    return _spell(text, _PLACE_PARTICLES, first_may_be_small=False)


def degree(text: str) -> str:
    """DR. → Dr.; DR.HC. → Dr.hc."""
    return _WORD.sub(lambda match: "Dr" if match.group() == "DR" else _lower(match.group()), text)


def split_address(line: str) -> tuple[str, str | None]:
    """Street and house number of one address line, as they stand there; without a number at the end, None."""
    match = _HOUSE_NUMBER.match(line.strip())
    if match is None or not any(letter.isalnum() for letter in match["street"]):
        return line.strip(), None
    return match["street"].rstrip(","), " ".join(match["number"].split())


def house_number(text: str) -> str:
    """17 A → 17 a: the letter of a house number is small in German addresses."""
    return text.lower()

"""The characters that German registers can hold: DIN 91379 (datatype C), and how to write others with them.

The code points are facts of the norm (KoSIT, DIN SPEC 91379:2022-08). Text is compared in Unicode NFC.
"""

from __future__ import annotations

import re
import unicodedata

_RANGES = (
    "0009-000A 000D 0020-007E 00A0-00AC 00AE-017E 0187-0188 018F 0197 01A0-01A1 01AF-01B0 01B7 01CD-01DC "
    "01DE-01DF 01E2-01F0 01F4-01F5 01F8-01FF 0212-0213 0218-021B 021E-021F 0227-0233 0259 0268 0292 02B9-02BA "
    "02BE-02BF 02C8 02CC 1E02-1E03 1E06-1E07 1E0A-1E11 1E17 1E1C-1E2B 1E2F-1E37 1E3A-1E3B 1E40-1E49 1E52-1E5B "
    "1E5E-1E63 1E6A-1E6F 1E80-1E87 1E8C-1E97 1E9E 1EA0-1EF9 2019 2021 20AC "
)
_SEQUENCES = (
    "0041+030B 0043+0300 0043+0304 0043+0306 0043+0308 0043+0315 0043+0323 0043+0326 0043+0328+0306 0044+0302 "
    "0046+0300 0046+0304 0047+0300 0048+0304 0048+0326 0048+0331 004A+0301 004A+030C 004B+0300 004B+0302 "
    "004B+0304 004B+0307 004B+0315 004B+031B 004B+0326 004B+035F+0048 004B+035F+0068 004C+0302 004C+0325 "
    "004C+0325+0304 004C+0326 004D+0300 004D+0302 004D+0306 004D+0310 004E+0302 004E+0304 004E+0306 004E+0326 "
    "0050+0300 0050+0304 0050+0315 0050+0323 0052+0306 0052+0325 0052+0325+0304 0053+0300 0053+0304 "
    "0053+031B+0304 0053+0331 0054+0300 0054+0304 0054+0308 0054+0315 0054+031B 0055+0307 005A+0300 005A+0304 "
    "005A+0306 005A+0308 005A+0327 0061+030B 0063+0300 0063+0304 0063+0306 0063+0308 0063+0315 0063+0323 "
    "0063+0326 0063+0328+0306 0064+0302 0066+0300 0066+0304 0067+0300 0068+0304 0068+0326 006A+0301 006B+0300 "
    "006B+0302 006B+0304 006B+0307 006B+0315 006B+031B 006B+0326 006B+035F+0068 006C+0302 006C+0325 "
    "006C+0325+0304 006C+0326 006D+0300 006D+0302 006D+0306 006D+0310 006E+0302 006E+0304 006E+0306 006E+0326 "
    "0070+0300 0070+0304 0070+0315 0070+0323 0072+0306 0072+0325 0072+0325+0304 0073+0300 0073+0304 "
    "0073+031B+0304 0073+0331 0074+0300 0074+0304 0074+0315 0074+031B 0075+0307 007A+0300 007A+0304 007A+0306 "
    "007A+0308 007A+0327 00C7+0306 00DB+0304 00E7+0306 00FB+0304 00FF+0301 010C+0315 010C+0323 010D+0315 "
    "010D+0323 0113+030D 012A+0301 012B+0301 014D+030D 017D+0326 017D+0327 017E+0326 017E+0327 1E32+0304 "
    "1E33+0304 1E62+0304 1E63+0304 1E6C+0304 1E6D+0304 1EA0+0308 1EA1+0308 1ECC+0308 1ECD+0308 1EE4+0304 "
    "1EE4+0308 1EE5+0304 1EE5+0308 "
)


def _pattern() -> re.Pattern[str]:
    classes = "".join("-".join(re.escape(chr(int(end, 16))) for end in part.split("-")) for part in _RANGES.split())
    sequences = ["".join(chr(int(code, 16)) for code in item.split("+")) for item in _SEQUENCES.split()]
    longest_first = sorted((re.escape(item) for item in sequences), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(longest_first)}|[{classes}])")


_LETTER = _pattern()

# Cyrillic by ICAO Doc 9303 part 3, section 6 (the machine-readable zone), in mixed case; Greek by ISO 843/ELOT 743.
_SCRIPTS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћќѓђџѕ",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y  e iu ia i i ie g u j lj nj c k g d dz dz".split(
            " "
        ),
        strict=False,
    )
) | dict(
    zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(" "), strict=True)
)
_MARKS = {
    "“": '"', "”": '"', "„": '"', "‟": '"', "‘": "'", "‚": "'", "‛": "'", "′": "'", "–": "-", "—": "-", "―": "-", "‐": "-",
    "‑": "-", "−": "-", "…": "...", "•": "-", "\u00ad": "",
}  # fmt: skip
# Blanks of other widths, and what nobody sees: writing direction, joiners, marks of the byte order.
_BLANKS = "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufe0e\ufe0f"
# One for one or less, so that no text outgrows its field.
_TIDIED = str.maketrans(
    {mark: sign for mark, sign in _MARKS.items() if len(sign) <= 1}
    | dict.fromkeys(_BLANKS, " ")
    | dict.fromkeys(_UNSEEN, "")
)


def foreign(text: str) -> list[str]:
    """The characters that a register cannot hold, each once, in order. Empty: the text is fine."""
    text = unicodedata.normalize("NFC", text)
    found: list[str] = []
    place = 0
    while place < len(text):
        match = _LETTER.match(text, place)
        if match is None:
            if text[place] not in found:
                found.append(text[place])
            place += 1
        else:
            place = match.end()
    return found


def is_valid(text: str) -> bool:
    return not foreign(text)


def tidy(text: str) -> str:
    """The text with quotation marks, dashes and blanks that a register can hold, and without what nobody sees. Says the
    same, so nobody needs to be asked.
    """
    return unicodedata.normalize("NFC", text).translate(_TIDIED)


def transliterate(text: str) -> str:
    """The text written with characters of the norm; what has no transliteration is left out. Never raises."""
    text = unicodedata.normalize("NFC", text)
    shouted = text.isupper()
    return "".join(_written(letter, shouted) if foreign(letter) else letter for letter in _letters(text))


def proposal(text: str) -> str:
    """How the text can be written, to be looked at by who wrote it: empty when a letter or a digit would be lost. Signs and
    small pictures are left out.
    """
    text = tidy(text)
    lost = [letter for letter in _letters(text) if foreign(letter) and not _written(letter, shouted=False)]
    if any(unicodedata.category(letter[0])[0] in "LN" for letter in lost):
        return ""
    return unicodedata.normalize("NFC", transliterate(text)).strip()


def _letters(text: str) -> list[str]:
    """Split so that allowed sequences of a letter and its marks stay together."""
    letters: list[str] = []
    place = 0
    while place < len(text):
        match = _LETTER.match(text, place)
        end = match.end() if match else place + 1
        letters.append(text[place:end])
        place = end
    return letters


def _written(letter: str, shouted: bool) -> str:
    if letter in _MARKS:
        return _MARKS[letter]
    lower = letter.lower()
    if lower in _SCRIPTS:
        latin = _SCRIPTS[lower]
        if letter == lower:
            return latin
        return latin.upper() if shouted else latin.capitalize()
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    # Korean syllables are put together again by NFC: taking them apart leads nowhere.
    if bare != letter and bare and unicodedata.normalize("NFC", bare) != letter:
        return transliterate(bare) if len(bare) < 8 else ""
    return ""

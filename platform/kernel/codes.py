"""Codes that people read aloud, type and compare: no letters that look like digits, a check character at the end."""

from __future__ import annotations

import hashlib
import hmac
import secrets

# Crockford's base 32: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def check_character(body: str) -> str:
    """Weighted sum modulo 31 (a prime): catches single wrong characters (but 0 for Z) and swapped neighbours."""
    return ALPHABET[sum((place + 1) * ALPHABET.index(letter) for place, letter in enumerate(body)) % 31]


def new_reference(length: int = 12) -> str:
    """A fresh random reference of ``length`` characters, the last of which checks the others."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
    return body + check_character(body)


def normalise(text: str) -> str:
    """What was typed, as it is stored: capitals, without blanks and hyphens, look-alikes read kindly."""
    return "".join(text.upper().split()).replace("-", "").translate(_READ_AS)


def is_reference(text: str, length: int = 12) -> bool:
    code = normalise(text)
    return len(code) == length and set(code) <= set(ALPHABET) and code[-1] == check_character(code[:-1])


def in_groups(code: str, size: int = 4) -> str:
    return " ".join(code[start : start + size] for start in range(0, len(code), size))


def new_secret() -> str:
    """A secret for links and cookies: 192 bits, safe in URLs."""
    return secrets.token_urlsafe(24)


def digest(secret: str) -> str:
    """What the database keeps of a random secret (it has full entropy, so a plain hash is enough)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())

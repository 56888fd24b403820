"""Templates: all readable, all used, nothing that the content security policy forbids, nothing unescaped, all translatable."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tests.architecture.source import PRODUCT, ROOT, lines_of, product

MAILS = "notifications/"  # a mail has no style sheet of ours: its styles stand in the text
FORBIDDEN = {
    "script in the page": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "style in the page": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "handler in the page": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "script as address": re.compile(r"javascript:", re.IGNORECASE),
    "unescaped": re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off"),
    "taken from another host": re.compile(r"(src|action|<link[^>]*href)\s*=\s*[\"'](https?:)?//", re.IGNORECASE),
}
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
TRANSLATED = re.compile(
    r"{%\s*blocktrans(late)?\b.*?{%\s*endblocktrans(late)?\s*%}|{%\s*comment\s*.*?{%\s*endcomment\s*%}", re.DOTALL
)
MARKUP = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
CLASSES = re.compile(r"{%\s*block (width|body_class|theme)\s*%}.*?{%\s*endblock", re.DOTALL)
NAMES = {"Zusage", "Deutsch", "English", "KERN", "SHA"}


@dataclass(frozen=True)
class Template:
    path: Path

    @property
    def name(self) -> str:
        parts = self.path.parts
        return "/".join(parts[parts.index("templates") + 1 :])

    @property
    def place(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def text(self) -> str:
        return self.path.read_text("utf-8")


@lru_cache(maxsize=1)
def templates() -> tuple[Template, ...]:
    found = (path for folder in PRODUCT for path in sorted((ROOT / folder).rglob("templates/**/*")))
    return tuple(Template(path) for path in found if path.suffix in (".html", ".txt", ".xml", ".svg"))


@lru_cache(maxsize=1)
def _said_in_code() -> frozenset[str]:
    """Every text that stands in the product's code; the changing parts of f-strings become ``*``."""
    said = set()
    for module in product():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                said.add("".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values))
    return frozenset(said)


def _is_used(template: Template) -> bool:
    said = _said_in_code()
    if template.name in said or any(template.name in other.text for other in templates() if other != template):
        return True
    if template.name.startswith(MAILS):  # named by what they tell: letterbox.announce(case, "received", …)
        return template.path.name.split(".")[0] in said
    patterns = (text for text in said if "*" in text and "/" in text.split("*")[0])
    return any(re.fullmatch(re.escape(text).replace(r"\*", "[^/]+"), template.name) for text in patterns)


def test_there_are_templates() -> None:
    assert len(templates()) > 20


def test_every_template_can_be_read() -> None:
    from django.template.loader import get_template

    for template in templates():
        get_template(template.name)


def test_a_templates_name_is_given_once() -> None:
    names = [template.name for template in templates()]
    assert len(names) == len(set(names))


def test_every_template_is_used() -> None:
    unused = [template.place for template in templates() if not _is_used(template)]
    assert not unused, lines_of(unused)


def test_templates_hold_nothing_that_the_policy_forbids_or_that_is_not_escaped() -> None:
    wrong = [
        f"{template.place}: {what}: {found.group().strip()}"
        for template in templates()
        if template.path.suffix == ".html"
        for what, pattern in FORBIDDEN.items()
        for found in pattern.finditer(TRANSLATED.sub("", template.text) if what == "unescaped" else _bare(template))
        if not (what == "style in the page" and template.name.startswith(MAILS))
    ]
    assert not wrong, lines_of(wrong)


def test_the_look_for_forbidden_things_finds_them() -> None:
    bad = '<p style="x"><script>1</script><a onclick="y" href="javascript:z" src="//cdn">{{ a|safe }}'
    assert all(pattern.search(bad) for pattern in FORBIDDEN.values())
    assert not any(
        pattern.search('<script src="/a.js" defer></script><p class="style on">') for pattern in FORBIDDEN.values()
    )


def test_every_word_on_a_page_can_be_translated() -> None:
    """German stands inside ``translate`` or ``blocktranslate``, so that English can follow."""
    wrong = [
        f"{template.place}: {text!r}"
        for template in templates()
        if template.path.suffix in (".html", ".txt")
        for text in _words(template)
    ]
    assert not wrong, lines_of(wrong)


def test_markup_is_made_safe_in_tags_and_widgets_alone() -> None:
    wrong = [
        f"{module.at(call)}"
        for module in product()
        for call in module.calls()
        if ast.unparse(call.func).rpartition(".")[2] in {"mark_safe", "SafeString"}
        and "templatetags" not in module.path.parts
        and not module.name.startswith("ui.")
    ]
    assert not wrong, lines_of(wrong)


def _bare(template: Template) -> str:
    """The markup without comments and without what the tags say."""
    return re.sub(r"{%.*?%}", "", TRANSLATED.sub("", template.text), flags=re.DOTALL)


def _words(template: Template) -> Iterator[str]:
    text = CLASSES.sub(" ", TRANSLATED.sub(" ", template.text))
    text = MARKUP.sub("\n", TAG.sub("\n", text)) if template.path.suffix == ".html" else TAG.sub("\n", text)
    for line in text.splitlines():
        words = [
            word
            for word in re.findall(r"[A-Za-zÄÖÜäöüß]{3,}", re.sub(r"&\w+;|[\w-]+(\.[\w-]+)*\.[a-z]{2,}", " ", line))
            if word not in NAMES
        ]
        if words:
            yield line.strip()

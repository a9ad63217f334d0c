"""Content controls that are bound to a property or to XML data of the file (ECMA-376, 17.5.2.6).

On opening, Word replaces the text of the control with the value of the property. Programs without support for bindings,
LibreOffice among them, let people edit the text and leave the property unchanged: then the edited text is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from jobdescriptions.word.document import DISTRICT_PLACEHOLDER
from jobdescriptions.word.names import DATA_BINDING, LIST_ITEM, SDT, SDT_CONTENT, SHOWING_PLACEHOLDER, T, word
from jobdescriptions.word.package.refusal import FileRefused

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.package.parts import Package
    from jobdescriptions.word.read.events import ReadingEvents

EXTENDED_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"

#: The stores of every file, by the ids that Word gives them ([MS-OE376], 2.5.2.3), and their relationships.
EXTENDED_STORE = "{6668398D-A668-4E3E-A5EB-62B293D839F1}"
_STORES = {EXTENDED_STORE: "extended-properties", "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}": "core-properties"}

#: Limits on controls and parts of XML data, on the elements of a control and on the characters of its text.
MAX_CONTROLS, MAX_PARTS, MAX_ELEMENTS, MAX_TEXT_LENGTH = 200, 10, 200, 500

#: Controls that display their value in another form: a date, a picture, a check box, a gallery, rich text.
_OTHER_FORMS = frozenset(
    ("date", "picture", "checkbox", "docPartObj", "docPartList", "richText", "group", "repeatingSection")
)

_ITEM_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/customXml}itemID"
_PREFIX = re.compile(r"xmlns:(\w+)=(?:'([^']*)'|\"([^\"]*)\")")
_STEP = re.compile(r"(?:(\w+):)?([\w.-]+)(?:\[(\d{1,4})\])?")


def read_bindings(package: Package, root: etree._Element, events: ReadingEvents) -> str:
    """Report controls whose text differs from their property, and return the name of the district.

    The name is the text of a control that is bound to the property Company, which written files have above the title;
    empty if there is none or it still has the placeholder.
    """
    stores = _Stores(package)
    district = ""
    for binding in islice(root.iter(DATA_BINDING), MAX_CONTROLS):
        properties = binding.getparent()
        control = properties.getparent() if properties is not None else None
        if control is None or control.tag != SDT:
            continue
        text = _text(control)
        is_filled_in = bool(text) and text != DISTRICT_PLACEHOLDER and properties.find(SHOWING_PLACEHOLDER) is None
        if is_filled_in and not district and _is_company(binding):
            district = text
        if any(child.tag.rpartition("}")[2] in _OTHER_FORMS for child in properties):
            continue
        value = stores.value(binding)
        # A list displays a text for each value.
        display_text = next(
            (item.get(word("displayText")) for item in properties.iter(LIST_ITEM) if _value(item) == value), ""
        )
        value = display_text or value
        if text and value and "".join(text.split()) != "".join(value.split()):
            events.add("bound-text-stale", example=f"{text} (property: {value})")
    return district


def _is_company(binding: etree._Element) -> bool:
    path = binding.get(word("xpath")) or ""
    return (binding.get(word("storeItemID")) or "").upper() == EXTENDED_STORE and bool(
        re.search(r"[/:]Company(?:\[1\])?\Z", path)
    )


def _text(control: etree._Element) -> str:
    elements = (element for content in control.iterchildren(SDT_CONTENT) for element in content.iter())
    text = "".join(element.text or "" for element in islice(elements, MAX_ELEMENTS) if element.tag == T)
    return " ".join(text[:MAX_TEXT_LENGTH].split())


def _value(item: etree._Element) -> str:
    return item.get(word("value")) or ""


class _Stores:
    """The values of properties and XML data of a file; a part is read when a control is first bound to it."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._roots: dict[str, etree._Element | None] = {}
        self._custom: dict[str, str] | None = None

    def value(self, binding: etree._Element) -> str:
        """Return the value that a control is bound to; empty if it is missing or the path is not a simple one."""
        store = (binding.get(word("storeItemID")) or "").upper()
        if store not in self._roots:
            self._roots[store] = self._root(store)
        root = self._roots[store]
        if root is None:
            return ""
        prefixes = {
            prefix: one or other for prefix, one, other in _PREFIX.findall(binding.get(word("prefixMappings")) or "")
        }
        return _text_at(root, binding.get(word("xpath")) or "", prefixes)

    def _root(self, store: str) -> etree._Element | None:
        try:
            kind = _STORES.get(store)
            part = self._package.find_related("", kind) if kind else self._custom_parts().get(store)
            return self._package.xml(part) if part else None
        except FileRefused:
            return None  # Nothing of such a part is imported, so it may be damaged.

    def _custom_parts(self) -> dict[str, str]:
        if self._custom is None:
            self._custom = dict(islice(self._find_custom_parts(), MAX_PARTS))
        return self._custom

    def _find_custom_parts(self) -> Iterator[tuple[str, str]]:
        for relationship in self._package.relationships(self._package.main).values():
            if relationship.kind != "customXml" or relationship.external:
                continue
            properties = self._package.find_related(relationship.target, "customXmlProps")
            root = self._package.xml(properties) if properties else None
            if root is not None:
                yield (root.get(_ITEM_ID) or "").upper(), relationship.target


def _text_at(root: etree._Element, path: str, prefixes: dict[str, str]) -> str:
    """Return the text at an absolute path of named steps such as ``/a:Properties[1]/a:Company[1]``.

    Word writes no other paths; general XPath could take unbounded time.
    """
    steps = [_STEP.fullmatch(step) for step in path[:1000].removeprefix("/").split("/")]
    here: etree._Element | None = None
    for number, step in enumerate(steps):
        if step is None:
            return ""
        prefix, name, place = step.groups()
        tag = f"{{{prefixes.get(prefix, '')}}}{name}" if prefix else name
        if number == 0:
            here = root if root.tag == tag else None
        elif here is not None:
            here = next(islice(here.iterchildren(tag), int(place or 1) - 1, None), None)
    return "" if here is None else " ".join((here.text or "")[:MAX_TEXT_LENGTH].split())

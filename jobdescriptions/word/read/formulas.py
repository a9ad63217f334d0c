"""Formulas as one line of text: ``a/b``, ``x^2``, ``√(x)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobdescriptions.word.names import DEL, M_T, MOVE_FROM, T, math

if TYPE_CHECKING:
    from lxml import etree

_DENOMINATOR, _RAISED, _LOWERED, _NUMERATOR = map(math, ("den", "sup", "sub", "num"))
#: The operator between a part of a formula and the part before.
_SIGNS = {_DENOMINATOR: "/", _RAISED: "^", _LOWERED: "_", math("mr"): ";"}
_IN_BRACKETS = frozenset((_DENOMINATOR, _RAISED, _LOWERED, _NUMERATOR))
_RADICAL, _N_ARY, _DELIMITER = map(math, ("rad", "nary", "d"))
_PROPERTIES = frozenset(map(math, ("naryPr", "dPr", "ctrlPr", "rPr", "radPr", "fPr")))
_CHARACTER, _VALUE = f"{math('naryPr')}/{math('chr')}", math("val")

#: Deleted content.
_DELETED = frozenset((DEL, MOVE_FROM))


def formula_text(element: etree._Element) -> str:
    """Return the text of a formula, all its words in order. Deleted parts are left out."""
    pieces: list[str] = []
    last = ""
    for child in element:
        tag = child.tag
        if tag in (M_T, T):
            piece = child.text or ""
        elif tag in _PROPERTIES or tag in _DELETED:
            continue
        else:
            piece = formula_text(child)
            if tag == _RADICAL:
                piece = f"√({piece})"
            elif tag == _DELIMITER:
                piece = f"({piece})"
            elif tag == _N_ARY:
                char = child.find(_CHARACTER)
                piece = f"{'∫' if char is None else char.get(_VALUE) or ''}{piece}"
            elif piece and tag in _IN_BRACKETS and not piece.isalnum():
                piece = f"({piece})"
            if piece and tag in _SIGNS and pieces:
                piece = _SIGNS[tag] + piece
        if not piece:
            continue
        # Adjacent letters in a formula are separate symbols: "π" and "r" are a product, not a word.
        if last.isalnum() and piece[0].isalnum():
            pieces.append(" ")
        pieces.append(piece)
        last = piece[-1]
    return "".join(pieces)

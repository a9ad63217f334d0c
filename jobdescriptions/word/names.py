"""XML names of WordprocessingML and related vocabularies, in Clark notation (as lxml spells them)."""

from __future__ import annotations

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
WORD_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
VML = "urn:schemas-microsoft-com:vml"
OFFICE = "urn:schemas-microsoft-com:office:office"
PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


def word(name: str) -> str:
    """Return the qualified name of a WordprocessingML element or attribute: ``word("p")``."""
    return f"{{{WORD}}}{name}"


def math(name: str) -> str:
    """Return the qualified name of an Office Math element or attribute: ``math("t")``."""
    return f"{{{MATH}}}{name}"


DOCUMENT, BODY, P, R, T, TBL, TR, TC = map(word, ("document", "body", "p", "r", "t", "tbl", "tr", "tc"))
PPR, RPR, TBLPR, TRPR, TCPR, TBL_GRID = map(word, ("pPr", "rPr", "tblPr", "trPr", "tcPr", "tblGrid"))
TBLPR_EX, SECTPR, SDT_PR, SDT_END_PR = map(word, ("tblPrEx", "sectPr", "sdtPr", "sdtEndPr"))
VAL, ID, TYPE, NAME = map(word, ("val", "id", "type", "name"))

TAB, PTAB, BR, CR, SYM = map(word, ("tab", "ptab", "br", "cr", "sym"))
NO_BREAK_HYPHEN, SOFT_HYPHEN = map(word, ("noBreakHyphen", "softHyphen"))
FONT, CHAR, RFONTS = map(word, ("font", "char", "rFonts"))

INS, DEL, MOVE_TO, MOVE_FROM = map(word, ("ins", "del", "moveTo", "moveFrom"))
RPR_CHANGE, PPR_CHANGE, TBLPR_CHANGE, SECTPR_CHANGE = map(
    word, ("rPrChange", "pPrChange", "tblPrChange", "sectPrChange")
)
CELL_DEL, DEL_TEXT, DEL_INSTR = map(word, ("cellDel", "delText", "delInstrText"))
SDT, SDT_CONTENT, SHOWING_PLACEHOLDER = map(word, ("sdt", "sdtContent", "showingPlcHdr"))
TAG, ALIAS, DATA_BINDING, LIST_ITEM = map(word, ("tag", "alias", "dataBinding", "listItem"))
FLD_SIMPLE, FLD_CHAR, FLD_CHAR_TYPE, INSTR, INSTR_TEXT = map(
    word, ("fldSimple", "fldChar", "fldCharType", "instr", "instrText")
)
FF_DATA, CHECK_BOX, CHECKED, DROP_DOWN, RESULT, LIST_ENTRY, DEFAULT = map(
    word, ("ffData", "checkBox", "checked", "ddList", "result", "listEntry", "default")
)
HYPERLINK, ANCHOR = map(word, ("hyperlink", "anchor"))
DRAWING_BOX, PICT, OBJECT, CONTROL, TEXT_BOX = map(word, ("drawing", "pict", "object", "control", "txbxContent"))
FOOTNOTE_MARK, ENDNOTE_MARK = map(word, ("footnoteRef", "endnoteRef"))
RUBY, RUBY_BASE, RUBY_TEXT = map(word, ("ruby", "rubyBase", "rt"))
FOOTNOTE, ENDNOTE = map(word, ("footnote", "endnote"))
FOOTNOTE_REFERENCE, ENDNOTE_REFERENCE = map(word, ("footnoteReference", "endnoteReference"))
COMMENT_REFERENCE, CUSTOM_MARK = map(word, ("commentReference", "customMarkFollows"))
ALT_CHUNK, SUB_DOC = map(word, ("altChunk", "subDoc"))

P_STYLE, R_STYLE, TBL_STYLE = map(word, ("pStyle", "rStyle", "tblStyle"))
NUM_PR, NUM_ID, ILVL, OUTLINE = map(word, ("numPr", "numId", "ilvl", "outlineLvl"))
FRAME, DROP_CAP = map(word, ("framePr", "dropCap"))
BOLD, ITALIC, UNDERLINE, STRIKE, DOUBLE_STRIKE = map(word, ("b", "i", "u", "strike", "dstrike"))
VANISH, VERTICAL_ALIGN, LANGUAGE, CAPITALS = map(word, ("vanish", "vertAlign", "lang", "caps"))

STYLE, STYLE_ID, STYLE_DEFAULT, BASED_ON = map(word, ("style", "styleId", "default", "basedOn"))
DOC_DEFAULTS, RPR_DEFAULT, TABLE_STYLE_PART = map(word, ("docDefaults", "rPrDefault", "tblStylePr"))

NUM, ABSTRACT_NUM, ABSTRACT_NUM_ID = map(word, ("num", "abstractNum", "abstractNumId"))
NUM_STYLE_LINK, STYLE_LINK, LEVEL = map(word, ("numStyleLink", "styleLink", "lvl"))
LEVEL_OVERRIDE, START_OVERRIDE, START = map(word, ("lvlOverride", "startOverride", "start"))
NUM_FORMAT, LEVEL_TEXT, LEGAL, LEVEL_RESTART = map(word, ("numFmt", "lvlText", "isLgl", "lvlRestart"))

GRID_SPAN, GRID_BEFORE, GRID_AFTER = map(word, ("gridSpan", "gridBefore", "gridAfter"))
V_MERGE, H_MERGE, TABLE_HEADER = map(word, ("vMerge", "hMerge", "tblHeader"))
TABLE_LOOK, FIRST_COLUMN, TABLE_CAPTION, TABLE_DESCRIPTION = map(
    word, ("tblLook", "firstColumn", "tblCaption", "tblDescription")
)

M_T, M_R, M_MATH, M_MATH_PARA = map(math, ("t", "r", "oMath", "oMathPara"))

R_ID, R_EMBED, R_LINK = (f"{{{RELATIONSHIPS}}}{name}" for name in ("id", "embed", "link"))
ALTERNATE, CHOICE, FALLBACK = (f"{{{COMPATIBILITY}}}{name}" for name in ("AlternateContent", "Choice", "Fallback"))

DOC_PROPERTIES = f"{{{WORD_DRAWING}}}docPr"
BLIP, GRAPHIC_DATA = (f"{{{DRAWING}}}{name}" for name in ("blip", "graphicData"))
VML_IMAGE, VML_SHAPE = (f"{{{VML}}}{name}" for name in ("imagedata", "shape"))
VML_TITLE, OLE_OBJECT = (f"{{{OFFICE}}}{name}" for name in ("title", "OLEObject"))
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

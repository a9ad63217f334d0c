"""The rules as data: for each code its level, success criterion, remedy in Word, and source.

An *error* keeps somebody from the content or its structure, or misleads a screen reader for certain. A *warning* makes
reading harder, or needs a person's judgment.

The criteria are those of WCAG 2.1. Section 508 of the Rehabilitation Act refers to WCAG 2.0, level AA, which has all of
them but 1.4.12 (and 1.4.8 only at level AAA). "Word" in a source names the corresponding rule of Word's own
accessibility checker.
"""

from __future__ import annotations

from dataclasses import dataclass

ERROR, WARNING = "error", "warning"

TEXT_ALTERNATIVES = "1.1.1 Non-text Content"
STRUCTURE = "1.3.1 Info and Relationships"
SEQUENCE = "1.3.2 Meaningful Sequence"
CONTRAST = "1.4.3 Contrast (Minimum)"
RESIZE = "1.4.4 Resize Text"
IMAGES_OF_TEXT = "1.4.5 Images of Text"
PRESENTATION = "1.4.8 Visual Presentation"
SPACING = "1.4.12 Text Spacing"
KEYBOARD = "2.1.1 Keyboard"
MOVEMENT = "2.2.2 Pause, Stop, Hide"
TITLED = "2.4.2 Page Titled"
LINK_PURPOSE = "2.4.4 Link Purpose (In Context)"
HEADINGS = "2.4.6 Headings and Labels"
LANGUAGE = "3.1.1 Language of Page"
LANGUAGE_OF_PARTS = "3.1.2 Language of Parts"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the checker. ``requirement`` is a short form of the requirement."""

    level: str
    criterion: str
    requirement: str
    remedy: str
    source: str


RULES: dict[str, Rule] = {
    "title-missing": Rule(
        ERROR,
        TITLED,
        "The file's properties give it a title.",
        "Choose File > Info, and type the title of the job under Properties > Title.",
        "WCAG technique PDF18 for files made from Word; SSA checklist for Word.",
    ),
    "language-missing": Rule(
        ERROR,
        LANGUAGE,
        "The language of the text is set.",
        "Select the whole text (Ctrl+A), choose Review > Language > Set Proofing Language, and pick English (United "
        "States).",
        "WCAG technique H57, applied to Word's w:lang; SSA checklist for Word.",
    ),
    "language-invalid": Rule(
        ERROR,
        LANGUAGE_OF_PARTS,
        "Every language that is set is one that programs know.",
        "Select the passage, choose Review > Language > Set Proofing Language, and pick its language.",
        "WCAG technique H58 (valid language tags), applied to Word's w:lang.",
    ),
    "language-mismatch": Rule(
        WARNING,
        LANGUAGE_OF_PARTS,
        "Passages are marked with the language that they are written in.",
        "Select the passage, choose Review > Language > Set Proofing Language, and pick the language it is written in.",
        "WCAG 3.1.1 and 3.1.2; SSA checklist for Word.",
    ),
    "headings-none": Rule(
        ERROR,
        STRUCTURE,
        "A document of more than about a page (250 words) has headings.",
        "Put the cursor in each line that heads a part of the text, and choose Home > Styles > Heading 1 (Heading 2 "
        "for parts of parts).",
        "WCAG failure F2 and technique G141; Word: no headings in document (a tip).",
    ),
    "heading-first": Rule(
        WARNING,
        STRUCTURE,
        "The first heading is of level 1.",
        "Put the cursor in the heading and choose Home > Styles > Heading 1; then raise the headings below it as well.",
        "WCAG technique G141.",
    ),
    "heading-skipped": Rule(
        WARNING,
        STRUCTURE,
        "A heading is at most one level below the one before it.",
        "Put the cursor in the heading and choose under Home > Styles the heading style that is one level below the "
        "heading before it.",
        "WCAG technique G141; Word: headings are in a logical order.",
    ),
    "heading-many-tops": Rule(
        WARNING,
        TITLED,
        "Where several headings are of level 1, something else is the title.",
        "Choose Home > Styles > Title for the line that names the whole document, or make it the only Heading 1.",
        "WCAG technique G141.",
    ),
    "heading-undefined": Rule(
        ERROR,
        STRUCTURE,
        "Heading styles that are used are defined in the file as headings.",
        "Put the cursor in the line and choose Home > Styles > Heading 1 (or Heading 2, 3), then save the file.",
        "WCAG 1.3.1: the file format's own headings are what programs find.",
    ),
    "heading-empty": Rule(
        ERROR,
        STRUCTURE,
        "Every heading has text.",
        "Delete the empty line, or put the cursor in it and choose Home > Styles > Normal.",
        "WCAG failure F43.",
    ),
    "heading-long": Rule(
        WARNING,
        HEADINGS,
        "No heading is longer than 120 characters.",
        "If the line is text, put the cursor in it and choose Home > Styles > Normal; otherwise shorten it.",
        "WCAG technique G130 and failure F43.",
    ),
    "heading-look": Rule(
        WARNING,
        STRUCTURE,
        "Lines that look like headings are headings.",
        "If the line is a heading, put the cursor in it and choose under Home > Styles the heading style of its level.",
        "WCAG failure F2.",
    ),
    "list-bullets": Rule(
        ERROR,
        STRUCTURE,
        "Bulleted lists are Word lists.",
        "Delete the typed bullets, select the lines, and choose Home > Bullets.",
        "WCAG 1.3.1, technique H48; SSA checklist for Word.",
    ),
    "list-numbers": Rule(
        ERROR,
        STRUCTURE,
        "Numbered lists are Word lists.",
        "Delete the typed numbers, select the lines, and choose Home > Numbering.",
        "WCAG 1.3.1, technique H48; SSA checklist for Word.",
    ),
    "table-header-missing": Rule(
        ERROR,
        STRUCTURE,
        "A table marks the row (or the column) that heads it.",
        "Put the cursor in the first row and tick Table Layout > Repeat Header Rows and Table Design > Header Row. If "
        "the table has no row that heads its columns, add one.",
        "WCAG failure F91; Word: tables specify column header information (an error).",
    ),
    "table-header-all": Rule(
        ERROR,
        STRUCTURE,
        "Not every row of a table is marked as a header row.",
        "Select all rows below the first and turn off Table Layout > Repeat Header Rows.",
        "WCAG failure F43.",
    ),
    "table-header-place": Rule(
        ERROR,
        STRUCTURE,
        "Header rows are at the top of their table.",
        "Move the row to the top of the table, or split the table above it (Table Layout > Split Table).",
        "WCAG 1.3.1: Word knows header rows only from the first row on.",
    ),
    "table-header-empty": Rule(
        WARNING,
        STRUCTURE,
        "Every cell of a header row has text.",
        "Type into the empty cell what the column below it holds.",
        "WCAG 1.3.1, technique H51; SSA checklist for Word.",
    ),
    "table-merged": Rule(
        WARNING,
        STRUCTURE,
        "Tables have no merged or split cells.",
        "Select the merged cells, choose Table Layout > Split Cells, and fill in each cell; or make two tables.",
        "WCAG 1.3.1; Word: use simple table structure (a warning).",
    ),
    "table-nested": Rule(
        WARNING,
        STRUCTURE,
        "No table is inside another one.",
        "Cut the inner table and paste it below the outer one.",
        "WCAG 1.3.1; Word: use simple table structure (a warning).",
    ),
    "table-layout": Rule(
        WARNING,
        SEQUENCE,
        "Tables hold data and are not used for layout.",
        "Put the cursor in the table and choose Table Layout > Convert to Text; use borders and indents of paragraphs.",
        "WCAG failure F49; Word: layout tables are structured for easy navigation (a tip).",
    ),
    "table-alt-missing": Rule(
        WARNING,
        STRUCTURE,
        "A table says in its alternative text what it holds.",
        "Right-click the table, choose Table Properties > Alt Text, and say in one sentence what the table holds.",
        "WCAG technique H73; Word (before 2019): tables have alternative text.",
    ),
    "alt-missing": Rule(
        ERROR,
        TEXT_ALTERNATIVES,
        "Pictures, shapes, charts and diagrams have alternative text.",
        "Right-click it, choose View Alt Text, and say what it shows; tick Mark as Decorative if it says nothing.",
        "WCAG failure F65; Word: all non-text content has alternative text (an error).",
    ),
    "alt-poor": Rule(
        ERROR,
        TEXT_ALTERNATIVES,
        "Alternative texts are no file names and not just “image”.",
        "Right-click it, choose View Alt Text, and say in a sentence what it shows.",
        "WCAG failure F30; Word: alternative text has no image or file extension (an error).",
    ),
    "alt-automatic": Rule(
        WARNING,
        TEXT_ALTERNATIVES,
        "Alternative texts that Word made have been checked by a person.",
        "Right-click it, choose View Alt Text, correct the text, and delete the note that it was made automatically.",
        "WCAG 1.1.1; Word: check suggested alternative text (a tip).",
    ),
    "link-vague": Rule(
        ERROR,
        LINK_PURPOSE,
        "The words of a link say where it leads.",
        "Right-click the link, choose Edit Hyperlink, and type under Text to display what the reader will find there.",
        "WCAG failure F63 and technique G91; Word (2010): hyperlink text is meaningful.",
    ),
    "link-address": Rule(
        WARNING,
        LINK_PURPOSE,
        "Links show words instead of web addresses.",
        "Right-click the link, choose Edit Hyperlink, and type under Text to display what the reader will find there.",
        "WCAG technique G91; SSA checklist for Word.",
    ),
    "link-same-text": Rule(
        WARNING,
        LINK_PURPOSE,
        "Links with the same words lead to the same place.",
        "Right-click each link, choose Edit Hyperlink, and make their Text to display say how they differ.",
        "WCAG technique G91 (and 3.2.4).",
    ),
    "contrast": Rule(
        ERROR,
        CONTRAST,
        "Text stands out from its background: 4.5 to 1, or 3 to 1 from 18 points on (14 if bold).",
        "Select the text and choose a darker (or lighter) color under Home > Font Color, or change its shading or "
        "highlight; if the color comes from a style, right-click the style and choose Modify.",
        "WCAG techniques G18 and G145; Word: hard-to-read text contrast (a warning).",
    ),
    "blank-paragraphs": Rule(
        WARNING,
        SEQUENCE,
        "No repeated blank paragraphs make space.",
        "Delete the blank lines and set the space under Layout > Spacing > Before and After; for a new page, press "
        "Ctrl+Enter.",
        "Word (until 2016): avoid repeated blank characters; SSA checklist for Word.",
    ),
    "spacing-typed": Rule(
        WARNING,
        SEQUENCE,
        "No runs of spaces or tabs make columns or indents.",
        "Use a table for columns (Insert > Table), and Layout > Indent or a tab stop of the ruler for indents.",
        "WCAG failures F32, F33 and F34; Word (until 2016): avoid repeated blank characters.",
    ),
    "object-floating": Rule(
        WARNING,
        SEQUENCE,
        "Pictures and other objects are in line with the text.",
        "Select it and choose Layout Options > In Line with Text; for a text frame, right-click its edge, and choose "
        "Format Frame > Remove Frame.",
        "WCAG 1.3.2; Word: image or object is in line with text (a warning).",
    ),
    "text-box": Rule(
        WARNING,
        SEQUENCE,
        "No text is in text boxes.",
        "Cut the text out of the box, paste it into the document where it is to be read, and delete the box; use "
        "borders and shading of paragraphs for the look.",
        "WCAG 1.3.2; SSA checklist for Word.",
    ),
    "changes-tracked": Rule(
        WARNING,
        SEQUENCE,
        "No tracked changes are left in.",
        "Choose Review > Accept > Accept All Changes and Stop Tracking, after reading the changes.",
        "WCAG 1.3.2: deleted and inserted words are read one after the other.",
    ),
    "comments-left": Rule(
        WARNING,
        SEQUENCE,
        "No comments are left in.",
        "Choose Review > Delete > Delete All Comments in Document, after reading them.",
        "WCAG 1.3.2; SSA checklist for Word.",
    ),
    "header-footer-only": Rule(
        WARNING,
        SEQUENCE,
        "What a reader must know is not in a header or footer alone.",
        "Type the text into the document as well (at its beginning, or where it belongs).",
        "WCAG 1.3.2: screen readers pass over headers and footers; SSA checklist for Word.",
    ),
    "word-art": Rule(
        WARNING,
        IMAGES_OF_TEXT,
        "No text is WordArt.",
        "Type the text into the document, give it a style such as Title, and delete the WordArt.",
        "WCAG technique C22; SSA checklist for Word.",
    ),
    "text-effect": Rule(
        ERROR,
        MOVEMENT,
        "No text blinks or moves.",
        "Select the text and press Ctrl+Spacebar, which takes the effect off together with other direct formatting.",
        "WCAG failures F4 and F47.",
    ),
    "protected-forms": Rule(
        ERROR,
        KEYBOARD,
        "The document is not protected so that only form fields can be reached.",
        "Choose Review > Restrict Editing > Stop Protection, and save the file.",
        "WCAG 2.1.1; Word: documents allow programmatic access (an error).",
    ),
    "protected-reading": Rule(
        WARNING,
        SPACING,
        "The document is not protected against every change.",
        "Choose Review > Restrict Editing > Stop Protection, and save the file.",
        "WCAG 1.4.12 and 1.4.4: a reader must be able to change size and spacing.",
    ),
    "text-small": Rule(
        WARNING,
        RESIZE,
        "No text is smaller than 9 points.",
        "Select the text and choose a size of 9 points or more under Home > Font Size (11 or 12 is better).",
        "Advice beside WCAG 1.4.4, which sets no least size; SSA checklist for Word.",
    ),
    "text-justified": Rule(
        WARNING,
        PRESENTATION,
        "Text is not justified.",
        "Select the text and choose Home > Align Left (Ctrl+L).",
        "WCAG failure F88 (level AAA: advice).",
    ),
}

import pytest

from jobdescriptions.word.document import Cell, Paragraph, Run, Table
from jobdescriptions.word.names import BODY
from jobdescriptions.word.package.parts import parse_xml
from jobdescriptions.word.read import reader
from jobdescriptions.word.read.audit import find_lost_words
from jobdescriptions.word.read.styles import Styles
from tests.unit.jobdescriptions.word.docx_parts import docx, field, p, part, r, tbl, tc, tr


def find_lost(body: str, *texts: str) -> tuple[str, ...]:
    root = parse_xml(part("document", f"<w:body>{body}</w:body>").encode(), "document.xml")
    return find_lost_words([root.find(BODY)], tuple(Paragraph((Run(text),)) for text in texts), Styles(None))


def test_nothing_is_lost_where_all_words_are_there():
    assert find_lost(p("One two") + p(r("thr") + r("ee")), "One two", "three") == ()


def test_lost_words_are_listed_as_often_as_they_are_missing():
    assert find_lost(p("a word, a word and a half"), "a word") == ("a", "a", "word", "and", "half")


def test_words_that_grew_together_are_lost():
    assert find_lost(p("<w:r><w:t>one</w:t><w:tab/><w:t>two</w:t></w:r>"), "onetwo") == ("one", "two")


def test_another_order_is_no_loss():
    assert find_lost(p("One") + p("Two"), "Two", "One") == ()


@pytest.mark.parametrize(
    "gone",
    [
        f"<w:del>{r('gone')}</w:del>",
        f"<w:moveFrom>{r('gone')}</w:moveFrom>",
        r("gone", "<w:vanish/>"),
        f'<w:r><mc:AlternateContent><mc:Choice Requires="x">{r("One")}</mc:Choice>'
        f"<mc:Fallback>{r('gone')}</mc:Fallback></mc:AlternateContent></w:r>",
    ],
)
def test_deleted_and_hidden_words_and_unused_branches_are_not_expected(gone):
    assert find_lost(p(gone + r(" One")), "One One") == ()


def test_words_of_cells_and_text_boxes_and_formulas_are_expected():
    box = f"<w:r><w:pict><w:txbxContent>{p('box')}</w:txbxContent></w:pict></w:r>"
    formula = "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"
    body = tbl(tr(tc("cell"))) + p(r("be") + box + r("fore")) + p(formula)
    assert sorted(find_lost(body)) == ["before", "box", "cell", "x"]


def test_words_in_cells_of_the_result_count():
    table = Table(((Cell((Paragraph((Run("cell"),)),)),),))
    root = parse_xml(part("document", tbl(tr(tc("cell")))).encode(), "document.xml")
    assert find_lost_words([root], (table,), Styles(None)) == ()


def test_results_of_fields_are_expected_and_their_instructions_are_not():
    assert find_lost(p(field("DATE", r("May")))) == ("May",)


def test_the_reader_reports_what_its_audit_finds(monkeypatch):
    monkeypatch.setattr(reader, "find_lost_words", lambda *_: ("salary", "range"))
    result = reader.read(docx(p("Text")))
    assert result.value.lost_words == ("salary", "range")
    assert [(m.level, m.code) for m in result.messages] == [("warning", "words-lost")]
    assert "2 words of the document are missing from what was read: “salary”, “range”." in result.messages[0].text

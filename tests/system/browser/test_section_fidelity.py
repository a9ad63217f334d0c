"""The editor of sections loses nothing: texts come back as they came, and commands lose no words."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobdescriptions.models import JobDescription
from jobdescriptions.word.html.subset import from_html, to_html
from tests.system.browser.sections import address, html_of, make_one, press, save, stored, text_of
from tests.unit.jobdescriptions.word.demo_document import DEMO
from tests.unit.jobdescriptions.word.normal_values import NORMAL_BLOCKS

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

#: Makes the smallest edit in each editor of the page, takes it back, and writes the text anew.
EDIT_EVERY_SECTION = """async () => {
  const {editorOf} = await import('/static/admin/section-editor/editor.js');
  const {write} = await import('/static/admin/section-editor/writing.js');
  return [...document.querySelectorAll('.card-saved textarea[data-section-editor]')].map((area) => {
    const view = editorOf(area);
    if (!view) return [area.dataset.editor];
    const stored = area.value;
    let place = 1;
    view.state.doc.descendants((node, pos) => {
      if (place === 1 && node.isTextblock) place = pos + 1;
    });
    view.dispatch(view.state.tr.insertText('Q', place));
    const edited = area.value;
    view.dispatch(view.state.tr.delete(place, place + 1));
    return ['started', stored, edited, write(view.state.doc), area.value];
  });
}"""

#: The same for texts that are given, each in a text area of its own.
EDIT_EVERY_TEXT = """async (texts) => {
  const {start} = await import('/static/admin/section-editor/editor.js');
  const {write} = await import('/static/admin/section-editor/writing.js');
  return texts.map((text, number) => {
    const area = document.createElement('textarea');
    area.id = `text-${number}`;
    const holder = document.createElement('div');
    holder.append(area);
    document.body.append(holder);
    area.value = text;
    const view = start(area);
    if (!view) return ['refused'];
    let place = 1;
    view.state.doc.descendants((node, pos) => {
      if (place === 1 && node.isTextblock) place = pos + 1;
    });
    view.dispatch(view.state.tr.insertText('Q', place));
    view.dispatch(view.state.tr.delete(place, place + 1));
    const answer = ['started', write(view.state.doc), area.value];
    view.destroy();
    holder.remove();
    return answer;
  });
}"""

#: Twelve commands of the toolbar and the keyboard, at places by chance, in each of the texts that are given.
EDIT_AT_RANDOM = """async ([texts, seed]) => {
  const at = '/static/admin/section-editor/';
  const [{start}, {write}, {GROUPS, BLOCKS, keys}, {state}] = await Promise.all(
    ['editor.js', 'writing.js', 'commands.js', 'engine.js'].map((name) => import(at + name))
  );
  let last = seed;
  const chance = (most) => ((last = (last * 1103515245 + 12345) & 0x7fffffff) >> 8) % most;
  const bound = keys(() => false);
  const named = ['Enter', 'Shift-Enter', 'Backspace', 'Delete', 'Tab', 'Shift-Tab'].map((key) => [key, bound[key]]);
  const commands = [
    ...GROUPS.flatMap(([, buttons]) => buttons.map(({name, run}) => [name, run])),
    ...BLOCKS.map(([, name, run]) => [name, run]),
    ...named,
  ].filter(([name]) => !/^(Link|Numbering of the list|Add a (table|clause)|Description of the table)$/.test(name));
  const losing = /^(Remove|Undo|Redo|Backspace|Delete|Enter|Shift-Enter|Tab|Shift-Tab)/;
  const wordsOf = (doc) => doc.textBetween(0, doc.content.size, ' ', ' ').split(/\\s+/).sort().join(' ').trim();
  const whole = ($pos) => {
    const text = $pos.textOffset ? $pos.parent.child($pos.index()).text : '';
    return /[\\uDC00-\\uDFFF]/.test(text[$pos.textOffset] || '') ? $pos.doc.resolve($pos.pos - 1) : $pos;
  };
  return texts.map((text, number) => {
    const holder = document.createElement('div');
    const area = document.createElement('textarea');
    area.id = `random-${number}`;
    area.value = text;
    holder.append(area);
    document.body.append(holder);
    const view = start(area);
    const lost = [];
    for (let count = 0; count < 12; count += 1) {
      const {doc} = view.state;
      const from = chance(doc.content.size + 1);
      const to = chance(3) ? from : chance(doc.content.size + 1);
      const places = [from, to].map((place) => whole(doc.resolve(place)));
      view.dispatch(view.state.tr.setSelection(state.TextSelection.between(...places)));
      const [name, run] = commands[chance(commands.length)];
      const before = wordsOf(view.state.doc);
      run(view.state, view.dispatch, view);
      view.state.doc.check();
      if (!losing.test(name) && wordsOf(view.state.doc) !== before) lost.push(name);
    }
    const answer = [lost, write(view.state.doc)];
    view.destroy();
    holder.remove();
    return answer;
  });
}"""

#: Which of these texts the editor would refuse, and why.
READ = """async (texts) => {
  const {read} = await import('/static/admin/section-editor/reading.js');
  return texts.flatMap((text) => {
    try {
      read(text);
      return [];
    } catch (error) {
      return [[text, String(error)]];
    }
  });
}"""

#: Numbers that leap, in formats that HTML lacks, and lists that skip levels or alternate.
LEAPS = (
    '<ol data-format="ordinal" start="0"><li>a</li><li value="7" data-label="Step 7">b<ul data-level="3"><li>c</li>'
    "</ul>"
    '<ol type="i"><li>d</li></ol></li></ol><ol data-format="none"><li data-label="*a">e</li></ol>'
)

ODD = [
    "<p>A <mark>marked</mark> word</p>",
    '<p class="x">Classed</p>',
    "<p>One</p>loose",
    "<blockquote><p>Quoted</p></blockquote>",
    "<ul><li><p>One</p><p>Two</p></li></ul>",
    "<table><tbody><tr><td>a</td></tr></tbody><tfoot><tr><td>b</td></tr></tfoot></table>",
    '<ol start="x"><li>One</li></ol>',
    "<p>A &nbsp;<b>bold</b></p>",
    "<!-- note --><p>One</p>",
]


@cache
def drawn(count):
    """Return texts that cover the subset: the demonstration, leaps, and ``count`` generated ones, always the same."""
    texts = [*(to_html(section.blocks) for section in DEMO.sections), LEAPS]

    @settings(
        max_examples=count // 25,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(NORMAL_BLOCKS, min_size=25, max_size=25))
    def draw(documents):
        texts.extend(to_html(blocks) for blocks in documents)

    draw()
    return texts


def test_every_section_of_every_reference_job_description_is_kept_to_the_letter(site, live_server, staff):
    page = staff()
    count = 0
    for job in JobDescription.objects.all():
        page.goto(address(live_server, job))
        page.locator("#sections-group").get_by_role("button", name="Open all").click()
        page.locator(".card-saved [role=textbox]").nth(job.sections.count() - 1).wait_for()
        for section, answer in zip(job.sections.all(), page.evaluate(EDIT_EVERY_SECTION), strict=True):
            state, before, edited, written, after = answer
            assert state == "started", (job.title, section.heading)
            assert before == section.body and edited != before, (job.title, section.heading)
            assert written == after == section.body, (job.title, section.heading)
            assert from_html(written) == from_html(section.body)
            count += 1
    assert JobDescription.objects.count() == 35 and count > 300
    assert page.said == []


def test_generated_texts_that_cover_the_subset_are_kept_to_the_letter(live_server, staff):
    page = staff()
    page.goto(f"{live_server.url}/admin/jobdescriptions/jobdescription/add/")
    texts = drawn(375)
    covered = " ".join(texts)
    for part in ("<thead>", "<caption>", "rowspan=", "colspan=", 'scope="row', "data-label=", "data-level=", "value="):
        assert part in covered
    answers = page.evaluate(EDIT_EVERY_TEXT, texts)
    for text, answer in zip(texts, answers, strict=True):
        assert answer == ["started", text, text]
        assert from_html(answer[1]) == from_html(text)


def test_what_the_editor_would_not_keep_stays_a_text_area_that_says_why(live_server, staff):
    job = make_one(*ODD)
    page = staff()
    page.goto(address(live_server, job))
    page.locator("#sections-group").get_by_role("button", name="Open all").click()
    for number, body in enumerate(ODD):
        card = page.locator(f"#sections-{number}")
        area = card.locator("textarea")
        assert area.is_visible() and not card.locator("[role=textbox]").count(), body
        said = card.locator(".section-refused").inner_text()
        assert said.startswith("The editor is off for this text, because it would not keep everything in it: ")
        assert card.locator(".section-refused").get_attribute("id") in area.get_attribute("aria-describedby")
        assert area.input_value() == body
    page.locator("#id_work_year").fill("11 months")
    save(page)
    assert [section.body for section in job.sections.all()][: len(ODD)] == ODD
    assert page.said == []


def test_opening_and_saving_writes_nothing_and_undoing_everything_gives_the_first_text_back(live_server, staff):
    body = '<p>One</p><ol type="a"><li data-label="(a)">x</li><li data-label="(b)">y</li></ol>'
    job = make_one(body)
    page = staff()
    page.goto(address(live_server, job))
    text_of(page)
    press(page, "Control+Home")
    page.keyboard.type("Typed ")
    assert html_of(page).startswith("<p>Typed One</p>")
    for _ in range(3):
        press(page, "Control+z")
    assert html_of(page) == body
    page.locator("#id_work_year").fill("11 months")
    save(page)
    assert stored() == body
    assert JobDescription.objects.get().work_year == "11 months"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_commands_at_random_places_lose_no_words_and_leave_texts_that_can_be_edited_again(live_server, staff, seed):
    page = staff()
    page.goto(f"{live_server.url}/admin/jobdescriptions/jobdescription/add/")
    answers = page.evaluate(EDIT_AT_RANDOM, [drawn(100), seed])
    assert [lost for lost, _ in answers if lost] == []
    saved = [to_html(from_html(written)) for _, written in answers]
    assert page.evaluate(READ, saved) == []
    assert page.said == []

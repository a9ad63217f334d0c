"""``manage.py verify``: each kind of damage is named, with what to do, and nothing is said of a site that is whole."""

import datetime
import io
import shutil
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from jobdescriptions.drafts import delete
from jobdescriptions.imports.steps import confirm, preview, store_source
from jobdescriptions.models import JobDescription, Publication, SourceFile, file_storage
from jobdescriptions.publishing import publish, unpublish
from jobdescriptions.word.write.writer import write
from orgcharts import texts
from orgcharts.changes import positions
from orgcharts.changes.positions import ChartError
from orgcharts.changes.replacement import publish_in_place
from orgcharts.models import OrgChart, Placement, Position, SharedSupervision, SiteText, SupportModel
from techsets.accounts.groups import set_up_groups
from techsets.common.storage.files import store_file
from techsets.history.models import Change, Kind
from techsets.history.undo import restore
from techsets.search.models import SearchEntry
from techsets.verify import trees
from tests.conftest import ROOT
from tests.factory import at, make_chart, make_document, make_job, place, share
from tests.unit.jobdescriptions.word.docx_parts import docx, p, r

REFERENCE = ROOT / "fixtures" / "word" / "network-specialist.docx"


def make_site():
    """Make a chart of six positions, and two job descriptions, one of them read from a file."""
    set_up_groups()
    call_command("rebuild_search", verbosity=0)  # As after the first start: from here on, all is told.
    chart = make_chart(("Head", [("One", ["Deep", "Deeper"]), "Two", ("Three", ["Below"])]))
    place(make_job(), at(chart, "1.1"))
    data = REFERENCE.read_bytes()
    publish(confirm(preview(REFERENCE.name, data), data))


@pytest.fixture(scope="module")
def kept_site(keep, tmp_path_factory):
    """The rows of the site, and the folder of its files."""
    stored = tmp_path_factory.mktemp("kept") / "stored"
    with override_settings(MEDIA_ROOT=stored):
        return keep(make_site), stored


@pytest.fixture
def site(kept_site, db, tmp_path, settings):
    rows, stored = kept_site
    settings.MEDIA_ROOT = shutil.copytree(stored, tmp_path / "stored")
    rows.put()
    return OrgChart.objects.get()


def verify(*arguments, status=1):
    """Return the lines that the command prints."""
    out = io.StringIO()
    if status:
        with pytest.raises(SystemExit) as ended:
            call_command("verify", *arguments, stdout=out)
        assert ended.value.code == status
    else:
        call_command("verify", *arguments, stdout=out)
    return out.getvalue().splitlines()


def the_one(*arguments):
    """Return the one thing that is wrong."""
    lines = verify(*arguments)
    assert lines[-1] == "1 thing is wrong.", lines
    return lines[0]


def test_a_site_that_is_whole_is_said_to_be(site):
    assert verify(status=0) == ["Everything is whole."]
    assert verify("--quick", "--mend", status=0) == ["Everything is whole."]


def set_position(number, **values):
    """Write past everything that keeps trees whole."""
    Position.objects.filter(pk=at(OrgChart.objects.get(), number).pk).update(**values)


@pytest.mark.parametrize(
    ("number", "values", "said"),
    [
        ("1.1", {"numchild": 5}, "“One” (1.1): 5 positions are said to stand directly below it, and there are 2."),
        ("1.2", {"depth": 7}, "“Two” (1.2): Its stored depth is 7"),
        ("1.3.1", {"path": "000100030004"}, "“Below” (1.3.4): Its index number follows a gap: 3 numbers"),
        ("1.3.1", {"path": "000100030002"}, "“Below” (1.3.2): Its index number follows a gap: 1 number before it is"),
        ("1.3", {"numchild": 2}, "“Three” (1.3): 2 positions are said to stand directly below it, and there is 1."),
        ("1.1.2", {"path": "000100090001"}, "“Deeper” (1.9.1): The position above it is gone."),
        ("1.2", {"path": "0001000é"}, "“Two”: Its place in the tree, '0001000é', is damaged."),
        ("1.2", {"path": "0001000"}, "“Two”: Its place in the tree, '0001000', is damaged."),
    ],
)
def test_damage_to_a_tree_is_named_and_all_that_treebeard_finds_is_found(site, number, values, said):
    set_position(number, **values)
    SearchEntry.objects.all().delete()
    found = [str(finding) for finding in trees.check()]
    assert any(said in line for line in found), found
    damaged = {pk for pks in Position.objects.find_problems() for pk in pks}
    assert damaged <= {int(line.split()[1]) for line in found}


def test_a_tree_is_counted_anew_and_its_gaps_are_closed_by_mending(site):
    set_position("1.1", numchild=5)
    set_position("1.2", depth=7)
    set_position("1.3.1", path="000100030004")
    lines = verify("--mend", status=0)
    assert "Mended: the trees of all charts were counted anew, and gaps closed." in lines
    assert Position.objects.find_problems() == ([], [], [], [], [])
    assert at(site, "1.3.1").title == "Below" and at(site, "1.2").depth == 2


def test_a_position_in_another_chart_than_the_one_above_it_is_named(site):
    other = make_chart("Other", slug="established-district")
    set_up = at(site, "1.2")
    Position.objects.filter(pk=set_up.pk).update(chart=other)
    call_command("rebuild_search", verbosity=0)
    assert "It belongs to another chart than “Head” above it. Restore the last good backup" in the_one()


def test_a_public_chart_without_positions_is_named(site):
    empty = make_chart("Head", slug="established-district")
    Position.objects.get(chart=empty).delete()
    assert the_one() == (
        "Chart “Established district”: It has no head: no position is numbered 1. Add its first position in the admin."
    )


def test_dotted_lines_may_go_round_but_not_lead_back_to_their_own_position(site):
    one, two, three = (at(site, number) for number in ("1.1", "1.2", "1.3"))
    share(one, "Two", two)
    share(one, "Three", three)
    share(two, "Three", three)
    share(three, "One", one)
    assert verify(status=0) == ["Everything is whole."]
    # The site refuses it; a row from elsewhere could still say it.
    with pytest.raises(ChartError, match="cannot share its own supervision"):
        share(two, "Two itself", two)
    SharedSupervision.objects.create(position=two, title="Two itself", supervisor=two)
    assert the_one() == (
        "Shared supervision: A dotted line leads from “1.2 Two” to itself. "
        "Open this position in the admin and take the line away."
    )


def test_a_site_is_whole_after_everything_that_is_done_to_charts(site):
    """Each operation tells history and search enough, and raises the revision by as much as it tells."""
    done = [
        lambda: positions.create_chart("New", "new", "Chief"),
        lambda: positions.duplicate_chart(site, "Copy", "copy"),
        lambda: positions.duplicate_branch(at(site, "1.1")),
        lambda: positions.add_below(at(site, "1.2"), "Further"),
        lambda: positions.move(at(site, "1.3"), before=at(site, "1.1")),
        lambda: positions.rename(at(site, "1.1"), "Renamed"),
        lambda: positions.delete(at(site, "1.1.1")),
        lambda: positions.edit_chart(site, {"slug": "moved", "title": "Retitled"}),
        lambda: publish_in_place(OrgChart.objects.get(slug="copy"), OrgChart.objects.get(pk=site.pk)),
        lambda: positions.delete_chart(OrgChart.objects.get(slug="new")),
        lambda: restore(Change.objects.filter(name="New").first()),
        lambda: positions.delete_chart(OrgChart.objects.get(support_model__isnull=False)),
    ]
    for number, do in enumerate(done):
        do()
        assert verify(status=0) == ["Everything is whole."], number
        for chart in OrgChart.objects.all():
            last = Change.objects.of(Kind.CHART, chart.pk).exclude(revision=None).first()
            assert (last.revision, number) == (chart.revision, number)


def test_a_site_is_whole_after_everything_that_is_done_to_job_descriptions_and_texts(site):
    job = make_job("Analyst")
    model = SupportModel.objects.get()
    done = [
        lambda: unpublish(job),
        lambda: publish(job),
        lambda: make_job("Draft", published=False),
        lambda: make_job("Also published"),
        lambda: texts.write_texts(
            model, texts.read_texts(model) | {"name": "Another name", "summary": "Another summary."}
        ),
        lambda: texts.write_texts(
            SiteText.objects.create(key="introduction", heading="H", body="B"),
            {"heading": "Welcome", "body": "All.", "note": ""},
        ),
        lambda: delete(JobDescription.objects.get(title="Draft")),
        lambda: unpublish(JobDescription.objects.get(title="Also published")),
    ]
    for number, do in enumerate(done):
        do()
        assert verify(status=0) == ["Everything is whole."], number


def test_a_chart_that_an_earlier_release_made_is_not_taken_for_an_old_one(site):
    chart = positions.create_chart("New", "new", "Chief")
    OrgChart.objects.filter(pk=chart.pk).update(revision=0)
    assert "It is older than its own history: revision 0 of 1." in the_one()
    import_module("techsets.history.migrations.0002_revisions_of_new_charts").raise_revisions(apps, None)
    assert verify(status=0) == ["Everything is whole."]


def test_what_a_row_names_must_be_there(site):
    if connection.vendor == "sqlite":
        # PostgreSQL does not let anybody do this.
        connection.check_constraints = lambda *args, **kwargs: None
        try:
            Placement.objects.update(job_description=4_711)
            call_command("rebuild_search", verbosity=0)
            assert "names a row of jobdescriptions_jobdescription that is not there" in verify()[0]
            Placement.objects.all().delete()
        finally:
            del connection.check_constraints
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('orgcharts_position', 'id'), 1)")
        line = the_one()
        assert "would give the key 2 again" in line and "sqlsequencereset orgcharts" in line


def stored(publication=True):
    row = Publication.objects.get(title="Network Technician") if publication else SourceFile.objects.get()
    return row, file_storage().path(row.file.name)


@pytest.mark.parametrize("how", ["missing", "damaged", "shorter"])
@pytest.mark.parametrize("publication", [True, False])
def test_a_stored_file_that_is_missing_or_damaged_is_named_and_mended(site, how, publication):
    row, path = stored(publication)
    whole = file_storage().open(row.file.name).read()
    file_storage().delete(row.file.name)
    if how != "missing":
        with open(path, "wb") as file:
            file.write(whole[:100] + b"x" + whole[101:] if how == "damaged" else whole[:100])
    line = the_one()
    assert row.file.name in line and ("missing" if how == "missing" else "damaged") in line
    assert ("the Word file of “Network Technician”, version 1" if publication else "network-specialist.docx") in line
    assert "Run manage.py verify --mend, which writes it again, byte for byte." in line
    if how != "damaged":
        assert row.file.name in the_one("--quick")
    lines = verify("--mend", status=0)
    assert f"Mended: {row.file.name}" in lines[0]
    assert file_storage().open(row.file.name).read() == whole


def test_an_upload_that_nothing_can_make_again_comes_from_a_backup(site, tmp_path):
    ours = write(make_document("Ours"), number="TS-9", version=1, date=datetime.date(2026, 1, 1))
    source = store_source("ours.docx", ours)
    call_command("rebuild_search", verbosity=0)
    archive = tmp_path / "site.zip"
    call_command("backup", archive, verbosity=0)
    file_storage().delete(source.file.name)
    assert "Run manage.py verify --mend --from BACKUP" in the_one()
    assert "It is missing: the file “ours.docx”" in the_one("--mend")
    lines = verify("--mend", "--from", archive, status=0)
    assert f"Mended: {source.file.name}" in lines[0]
    assert file_storage().open(source.file.name).read() == ours
    with pytest.raises(CommandError, match="--from goes with --mend"):
        call_command("verify", "--from", archive)


def test_stray_files_are_told_and_are_no_fault(site):
    file_storage().save("word/00/nobody.docx", ContentFile(b"x"))
    assert verify(status=0)[0].startswith("1 stored file is named by no row. It does no harm")
    assert "No row names the file word/00/nobody.docx." in verify("--strays", status=0)


def test_content_that_cannot_be_read_is_named(site):
    Publication.objects.filter(title="Network Technician").update(content={"title": "x"})
    lines = verify()
    assert any("What was published cannot be read" in line for line in lines)
    assert any("Search: It cannot be compared with the site" in line for line in lines)


def test_a_publication_that_is_gone_is_named(site):
    Publication.objects.filter(title="Network Technician").delete()
    call_command("rebuild_search", verbosity=0)
    lines = verify()
    assert any("The public should see its version 1, which is not there" in line for line in lines)
    assert any("named by no row" in line for line in lines)


def test_a_word_file_that_shuts_readers_out_is_named(site):
    data = docx(p(r("No title, no language, no headings")))
    name, digest = store_file(file_storage(), "word", data)
    Publication.objects.filter(title="Network Technician").update(file=name, sha256=digest, size=len(data))
    lines = verify()
    assert any("shuts out readers with disabilities" in line and "publish it again" in line for line in lines)
    assert verify("--quick", status=0)


def test_a_search_that_is_out_of_step_is_named_and_rebuilt(site):
    SearchEntry.objects.filter(kind="position").first().delete()
    Position.objects.filter(title="Two").update(title="Other")
    SearchEntry.objects.create(kind="position", object_id=4_711, title="Gone", title_key="gone")
    lines = verify()
    assert [line.split(": ")[1].split(". ")[0] for line in lines[:-1]] == [
        "1 thing on the site cannot be found",
        "1 thing on the site is found as it was before",
        "1 thing is found that is not on the site any more",
    ]
    lines = verify("--quick")
    assert len(lines) == 3 and "cannot be found" in lines[0] and "not on the site any more" in lines[1]
    assert "Mended: the search finds" in verify("--mend", status=0)[0]


def test_groups_and_history_are_looked_at(site):
    Group.objects.get(name="Editors").permissions.first().delete()
    Group.objects.get(name="Viewers").delete()
    change = Change.objects.exclude(packed=None).first()
    Change.objects.filter(pk=change.pk).update(packed=b"damaged")
    JobDescription.objects.filter(pk=change.object_id).update(revision=0)
    Change.objects.filter(pk=change.pk).update(revision=9)
    lines = verify()
    assert any(line.startswith("Group Editors: It lacks rights: ") for line in lines)
    assert any(line.startswith("Group Viewers: It is missing.") for line in lines)
    assert any(f"History, change {change.pk}: The data to undo it is damaged" in line for line in lines)
    assert any("It is older than its own history: revision 0 of 9." in line for line in lines)


def test_it_asks_few_queries_however_many_positions_there_are(site, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert list(trees.check()) == []

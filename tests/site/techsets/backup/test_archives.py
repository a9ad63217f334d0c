"""What an archive is refused for, before anything is touched; and what becomes of a disk that is full."""

import errno
import hashlib
import json
import os
import random
import re
import zipfile

import pytest
from django.core.management import CommandError, call_command

from jobdescriptions.models import Publication, SourceFile, file_storage
from techsets.backup import archive as archives
from techsets.backup import manifest as manifests
from techsets.backup import writing
from techsets.backup.archive import Archive
from techsets.backup.manifest import ArchiveError
from techsets.backup.restoring import archive_state
from tests.factory import make_chart, make_job, place
from tests.unit.jobdescriptions.word.odd_files import Entry, raw_zip


@pytest.fixture
def storage(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "stored"
    return file_storage()


@pytest.fixture
def site(db, storage):
    chart = make_chart(("Head", ["One", "Two"]))
    place(make_job(), chart.positions.first())
    return chart


@pytest.fixture
def archive(site, tmp_path):
    path = tmp_path / "site.zip"
    call_command("backup", path, verbosity=0)
    return path


def rewritten(path, change, *, manifest=lambda told: None, left_out=()):
    """Write the archive anew with members changed and a manifest that vouches for them, as a forger would."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    told = json.loads(members.pop("manifest.json"))
    change(members)
    for name in left_out:
        del members[name]
    told["members"] = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in members.items()
    }
    manifest(told)
    data = json.dumps(told).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, content)
        new.writestr("manifest.json", data)
        new.comment = manifests.comment_for(data)
    return path


def refusal(path):
    """Return why the archive is refused; its database and storage must be as they were."""
    with pytest.raises(CommandError) as refused:
        call_command("restore", path, "--replace", "--no-input", verbosity=0)
    assert Publication.objects.count() == 1
    return str(refused.value)


def test_what_would_be_lost_is_counted_in_good_grammar(archive):
    with pytest.raises(CommandError, match=r"1 row of jobdescriptions_publication, .*3 rows of orgcharts_position"):
        call_command("restore", archive, verbosity=0)


def test_flipped_bits_are_found_wherever_they_matter(archive):
    chance = random.Random(5)
    whole = archive.read_bytes()
    with Archive(archive) as opened:
        opened.check()
        expected = opened.manifest
    refused = 0
    for _ in range(400):
        at, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
        archive.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        try:
            with Archive(archive) as opened:
                opened.check()
                assert opened.manifest == expected  # A time in a header, say.
        except ArchiveError as error:
            assert re.search("damaged|no backup", str(error)), str(error)
            refused += 1
    assert refused > 300


@pytest.mark.parametrize("share", [0, 0.001, 0.5, 0.99, 0.9999])
def test_an_archive_that_is_cut_off_is_refused(archive, share):
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * share)])
    assert "damaged" in refusal(archive)


def test_the_member_that_is_damaged_is_named(archive):
    with zipfile.ZipFile(archive) as opened:
        entry = opened.getinfo("rows/orgcharts.Position.jsonl")
    data = bytearray(archive.read_bytes())
    start = entry.header_offset + 30 + len(entry.filename) + 20  # Past its header with the sizes of 64 bits.
    data[start : start + 8] = bytes(8)
    archive.write_bytes(data)
    assert "rows/orgcharts.Position.jsonl is not what was written" in refusal(archive)


def test_what_is_no_archive_of_ours_is_refused(archive, tmp_path):
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as made:
        made.writestr("manifest.json", "{}")
    assert "is no backup of this site" in refusal(other)
    assert "There is no file" in refusal(tmp_path / "nothing.zip")
    assert "cannot be read" in refusal(tmp_path)


def test_an_archive_of_a_newer_format_or_release_names_what_to_install(archive):
    rewritten(archive, lambda members: None, manifest=lambda told: told.update(release="9.1"))
    rewritten(archive, lambda members: None, manifest=lambda told: told["migrations"].append(["orgcharts", "0099_x"]))
    assert "made by a newer release (9.1; this one is" in refusal(archive)
    rewritten(archive, lambda members: None, manifest=lambda told: told.update(format=2))
    assert "has the format 2" in refusal(archive)


def test_files_that_would_lie_elsewhere_or_are_nobodys_are_refused(archive):
    original = archive.read_bytes()
    for name in ("files/../../outside.docx", "files//outside.docx", "files/a\\..\\b", "files/word/../../x"):
        archive.write_bytes(original)
        rewritten(archive, lambda members, name=name: members.update({name: b"evil"}))
        assert "outside the folder" in refusal(archive)
    archive.write_bytes(original)
    rewritten(archive, lambda members: members.update({"files/word/aa/evil.docx": b"evil"}))
    assert "no row names files/word/aa/evil.docx" in refusal(archive)
    archive.write_bytes(original)
    word = f"files/{Publication.objects.get().file.name}"
    rewritten(archive, lambda members: members.update({word: b"other bytes"}))
    assert f"{word} is not what was written" in refusal(archive)
    archive.write_bytes(original)
    rewritten(archive, lambda members: None, left_out=[word])
    assert f"{word} is missing" in refusal(archive)


def test_an_archive_that_unpacks_to_far_more_than_it_is_is_refused(archive, monkeypatch):
    monkeypatch.setattr(archives, "_LARGE", 2_000)
    monkeypatch.setattr(archives, "_RATIO", 20)
    rewritten(archive, lambda members: members.update({"settings.json": b" " * 3_000 + members["settings.json"]}))
    assert "settings.json unpacks to far more" in refusal(archive)


def test_a_row_or_a_manifest_longer_than_any_is_refused(archive, monkeypatch):
    monkeypatch.setattr(archives, "MAX_ROW", 50)
    assert "is not what was written" in refusal(archive)
    monkeypatch.setattr(archives, "_MAX_MANIFEST", 1_000)
    assert "manifest.json is too long" in refusal(archive)


def test_an_archive_with_more_members_than_a_site_has_files_is_refused_before_its_directory_is_read(
    archive, monkeypatch, tmp_path
):
    with zipfile.ZipFile(archive) as opened:
        size = os.path.getsize(archive) - opened.start_dir - 22 - len(opened.comment)
    assert archives.directory_size(archive) == size
    monkeypatch.setattr(archives, "_MAX_DIRECTORY", size)
    call_command("restore", archive, "--check", verbosity=0)
    monkeypatch.setattr(archives, "_MAX_DIRECTORY", size - 1)
    monkeypatch.setattr(archives.zipfile, "ZipFile", None)
    assert "more members than a site has files" in refusal(archive)
    large = tmp_path / "large.zip"
    large.write_bytes(raw_zip([Entry(b"%d" % number) for number in range(9)], zip64=True))
    monkeypatch.setattr(archives, "_MAX_DIRECTORY", 9 * 75 - 1)
    assert "more members than a site has files" in refusal(large)


def test_rows_that_do_not_fit_together_leave_everything_as_it_was(archive, monkeypatch, site):
    def orphan(members):
        row = json.loads(members["rows/orgcharts.Placement.jsonl"])
        row[1] = 4_711
        members["rows/orgcharts.Placement.jsonl"] = json.dumps(row).encode() + b"\n"

    from techsets.backup import restoring

    rewritten(archive, orphan)
    with Archive(archive) as opened:
        opened.check()
        _, apps = archive_state(opened.manifest)
        with pytest.raises(ArchiveError, match="names another one that is not there"):
            restoring._put_rows(opened, apps)
    assert [row.title for row in site.positions.all()] == ["Head", "One", "Two"]


def test_a_row_that_the_database_does_not_take_is_named(archive):
    from techsets.backup import restoring

    def twice(members):
        lines = members["rows/orgcharts.OrgChart.jsonl"]
        members["rows/orgcharts.OrgChart.jsonl"] = lines + lines

    rewritten(archive, twice, manifest=lambda told: [one.update(rows=2) for one in told["tables"] if
              one["label"] == "orgcharts.OrgChart"])  # fmt: skip
    with Archive(archive) as opened:
        _, apps = archive_state(opened.manifest)
        with pytest.raises(ArchiveError, match=r"does not take a row of orgcharts\.OrgChart"):
            restoring._put_rows(opened, apps)


def test_a_file_that_is_there_is_replaced_only_when_asked(archive):
    before = archive.read_bytes()
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", archive)
    assert archive.read_bytes() == before
    call_command("backup", archive, "--overwrite", verbosity=0)
    assert archive.read_bytes() != before


def test_backups_in_a_folder_are_named_by_date_and_the_oldest_go(site, tmp_path, capsys):
    folder = tmp_path / "backups"
    folder.mkdir()
    old = [folder / f"techsets-2025-01-0{day}T000000Z.zip" for day in range(1, 5)]
    for path in [*old, folder / "ours.zip", folder / ".part-backup-1-abc"]:
        path.write_bytes(b"")
    call_command("backup", folder, "--keep", "3")
    names = sorted(path.name for path in folder.iterdir())
    assert names[0] == "ours.zip" and names[1:3] == [path.name for path in old[2:]] and len(names) == 4
    assert "Deleted techsets-2025-01-01T000000Z.zip." in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", f"{tmp_path}/nowhere/")
    with pytest.raises(CommandError, match="--keep needs a folder"):
        call_command("backup", tmp_path / "x.zip", "--keep", "3")


def test_while_files_are_missing_no_backup_that_may_have_them_is_deleted(site, storage, tmp_path, capsys):
    from jobdescriptions.imports.steps import store_source

    folder = tmp_path / "backups"
    folder.mkdir()
    old = [folder / f"techsets-2025-01-0{day}T000000Z.zip" for day in range(1, 5)]
    for path in old:
        path.write_bytes(b"")
    data = storage.open(Publication.objects.get().file.name).read()
    source = store_source("upload.docx", data)
    name, lost = source.file.name, "sources/00/lost.docx"
    SourceFile.objects.filter(pk=source.pk).update(file=lost)
    with pytest.raises(SystemExit) as ended:
        call_command("backup", folder, "--keep", "3")
    said = capsys.readouterr()
    assert ended.value.code == 2 and "Deleted" not in said.out
    assert "No older backup was deleted: it may be the last that has these files." in said.err
    assert all(path.exists() for path in old) and len(list(folder.iterdir())) == 5
    SourceFile.objects.filter(pk=source.pk).update(file=name)
    call_command("backup", folder, "--keep", "3", "--overwrite")
    assert not any(path.exists() for path in old[:2]) and len(list(folder.iterdir())) == 3


@pytest.mark.parametrize("full_at", ["rows", "files", "sync"])
def test_a_disk_that_is_full_leaves_no_half_a_backup_and_says_so(site, tmp_path, monkeypatch, full_at):
    folder = tmp_path / "backups"
    folder.mkdir()

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if full_at == "sync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(writing, {"rows": "_counted", "files": "_pack_file"}[full_at], full)
    with pytest.raises(CommandError, match=r"No space left on device\. Nothing was left there\. Make room"):
        call_command("backup", folder)
    assert list(folder.iterdir()) == []


def test_a_backup_that_cannot_be_read_back_is_not_there(site, tmp_path, monkeypatch):
    from techsets.management.commands import backup

    def damage_behind_our_back(file):
        file.seek(200)
        file.write(bytes(64))
        file.flush()

    monkeypatch.setattr(backup, "sync", damage_behind_our_back)
    with pytest.raises(CommandError, match="what was written cannot be read back"):
        call_command("backup", tmp_path / "site.zip")
    assert not (tmp_path / "site.zip").exists()
    assert list(tmp_path.glob(".part*")) == []


def test_a_stored_file_that_is_missing_is_told_and_the_rest_is_kept(site, storage, tmp_path, capsys):
    from jobdescriptions.imports.steps import store_source

    source = store_source("upload.docx", storage.open(Publication.objects.get().file.name).read())
    SourceFile.objects.filter(pk=source.pk).update(sha256="0" * 64, file="sources/00/gone.docx")
    storage.delete(Publication.objects.get().file.name)  # This one can be written again.
    path = tmp_path / "site.zip"
    with pytest.raises(SystemExit) as ended:
        call_command("backup", path)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "Not in the backup, because it is missing: the file “upload.docx”" in said
    assert "manage.py verify" in said
    with Archive(path) as opened:
        opened.check()
        assert opened.manifest.files == [Publication.objects.get().file.name]
    call_command("restore", path, "--check")
    assert "It was made without the file “upload.docx”" in capsys.readouterr().err


def test_rows_of_every_kind_come_back_as_they_were(site):
    """Every field of every model is one that the lines of JSON can hold, and every file is one that a backup knows."""
    from django.apps import apps
    from django.db.models import FileField

    from techsets.backup.tables import LEFT_OUT, kept_models, read_rows

    for model in kept_models():
        list(read_rows(model))
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert labels.issuperset(LEFT_OUT) and len(kept_models()) == len(labels) - len(LEFT_OUT)
    files = {f"{model._meta.label}.{field.name}" for model in apps.get_models() for field in model._meta.fields
             if isinstance(field, FileField)}  # fmt: skip
    assert files == {"jobdescriptions.SourceFile.file", "jobdescriptions.Publication.file"}

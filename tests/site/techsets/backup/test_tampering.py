"""Archives that somebody has tampered with, each vouching for itself: refused in a sentence, and nothing is touched."""

from __future__ import annotations

import datetime
import json
import re
import zipfile
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from techsets.backup import manifest as manifests
from techsets.backup import restoring
from techsets.backup.manifest import ArchiveError
from techsets.backup.tables import columns_of, delete_rows, kept_models
from techsets.backup.values import describe_problem
from tests.site.techsets.backup.test_archives import archive, rewritten, site, storage  # noqa: F401
from tests.site.writes import Writes

pytestmark = pytest.mark.django_db

#: Values of every kind that JSON has, and some that only look right.
VALUES = [
    *(None, True, 0, -1, 2**31, 2**63, 10**400, 1.5, "", "x", "x" * 20_000, "a\0b", "\ud800"),
    *([], {}, [1], {"a": 1}, "2026-13-40", "2026-01-01T00:00:00", "NaN", "1e9999", "123456789.123", "%%%", "../../x"),
]


def refusal(path) -> str:
    """Return the sentence with which both the check and the restore refuse; nothing was written to the site."""
    said, writes = [], Writes()
    with connection.execute_wrapper(writes):
        for arguments in (["--check"], ["--replace", "--no-input"]):
            with pytest.raises(CommandError) as refused:
                call_command("restore", path, *arguments, verbosity=0)
            said.append(str(refused.value))
    assert not writes.seen
    assert said[0] == said[1] and re.fullmatch(r"[A-Z/].{15,}[.)]", said[0], re.DOTALL), said
    return said[0]


def told_by(path):
    with zipfile.ZipFile(path) as opened:
        return json.loads(opened.read("manifest.json"))


def wrong_values(field: models.Field):
    """Return of VALUES those that the field cannot hold, by what the field itself and PostgreSQL say."""
    return [value for value in VALUES if describe_problem(field, value)]


def put_value(path, label, column, value):
    """Write the archive with that value in the column of the first row of the table."""

    def change(members):
        name = f"rows/{label}.jsonl"
        columns = next(table["columns"] for table in told_by(path)["tables"] if table["label"] == label)
        first, *others = members[name].splitlines(keepends=True)
        row = json.loads(first)
        row[columns.index(column)] = value
        members[name] = b"".join([json.dumps(row).encode() + b"\n", *others])

    return rewritten(path, change)


def test_every_kind_of_field_refuses_what_it_cannot_hold(archive):  # noqa: F811
    """Every kind of column is given some of the values that it cannot hold."""
    whole = archive.read_bytes()
    tried = set()
    for table in told_by(archive)["tables"]:
        if not table["rows"]:
            continue
        for field in apps.get_model(table["label"])._meta.local_concrete_fields:
            kind = (type(field), field.null, getattr(field, "max_length", None) is None)
            if kind in tried or isinstance(field, models.JSONField):
                continue
            tried.add(kind)
            wrong = wrong_values(field)
            assert len(wrong) > 5, field
            for value in (wrong[0], wrong[len(wrong) // 2], wrong[-1]):
                archive.write_bytes(whole)
                put_value(archive, table["label"], field.attname, value)
                said = refusal(archive)
                assert "damaged" in said, (field, value, said)
    assert len(tried) > 12, tried


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        (models.BooleanField(), [True, False], [None, 0, 1, "true"]),
        (models.IntegerField(), [0, -5], [True, 1.0, "1", None, 2**63]),
        (models.PositiveSmallIntegerField(), [0, 32_767], [-1, 2**64]),
        (models.IntegerField(null=True), [None, 1], ["", []]),
        (models.FloatField(), [1, 1.5], ["1", True]),
        (models.CharField(max_length=3), ["", "äöü"], ["four", None, 5, "a\0b", "\ud800"]),
        (models.SlugField(max_length=5), ["a-b_1", "A"], ["", "a/b", "../x", "a b", "~5", "ä", "longer", None, 5]),
        (models.SlugField(blank=True), ["", "a"], ["a/b"]),
        (models.TextField(), ["x" * 10_000], [["x"], {"a": 1}]),
        (models.DecimalField(max_digits=4, decimal_places=1), ["123.4", "-1"], [1, 1.5, "1234.5", "1.25", "NaN", "x"]),
        (models.DateTimeField(), ["2026-01-02T03:04:05.000006+00:00"], ["2026-01-02T03:04:05", "2026-01-02", 5, "x"]),
        (models.DateField(), ["2026-01-02"], ["2026-02-30", 20260102, ""]),
        (models.TimeField(), ["03:04:05"], ["25:00:00", None]),
        (models.UUIDField(), ["12345678-1234-5678-1234-567812345678"], ["12345678", 5]),
        (models.GenericIPAddressField(), ["127.0.0.1", "::1"], ["", "127.0.0.256", "2026-01-01T00:00:00", 5, None]),
        (models.BinaryField(), ["", "AAE="], ["A", "%%", 5]),
        (models.JSONField(), [None, 1, "x", [1], {"a": None}], ["a\0b", {"a": ["\0"]}]),
    ],
)
def test_what_a_field_holds(field, good, bad):
    assert {str(value): describe_problem(field, value) for value in good} == {str(value): "" for value in good}
    assert [value for value in bad if not describe_problem(field, value)] == []


def example_of(field):
    """Return a value of that kind of field as ``tables`` writes it."""
    examples = {
        models.BooleanField: True,
        models.IntegerField: 1,
        models.CharField: "x",
        models.TextField: "x" * 1_000,
        models.FileField: "word/aa/x.docx",
        models.DecimalField: str(Decimal("1.5")),
        models.DateTimeField: datetime.datetime.now(datetime.UTC).isoformat(),
        models.DateField: "2026-01-02",
        models.GenericIPAddressField: "127.0.0.1",
        models.BinaryField: "AAE=",
        models.JSONField: {"a": [1]},
        models.ForeignKey: 1,
        models.UUIDField: "12345678-1234-5678-1234-567812345678",
    }
    if isinstance(field, models.ForeignKey) and isinstance(field.target_field, models.CharField):
        return "x"
    kind = next(kind for kind in examples if isinstance(field, kind))
    return field.choices[0][0] if field.choices and kind is models.CharField else examples[kind]


def test_every_value_that_a_backup_writes_is_taken():
    """For every field of every table: what ``tables`` writes of a value of its kind is never refused."""
    for model in kept_models():
        for field in model._meta.local_concrete_fields:
            assert describe_problem(field, example_of(field)) == "", field
        assert set(columns_of(model)) == {field.attname for field in model._meta.local_concrete_fields}


def test_every_value_in_every_column_of_every_table_is_refused_or_put_or_named():
    """What the check lets pass comes into the database, or ends in a sentence that names the row: in nothing else."""
    outcomes = {"refused": 0, "put": 0, "named": 0}
    for model in kept_models():
        delete_rows([model])
        fields = model._meta.local_concrete_fields
        for at, field in enumerate(fields):
            for value in VALUES:
                if describe_problem(field, value):
                    outcomes["refused"] += 1
                    continue
                row = [value if at == place else example_of(one) for place, one in enumerate(fields)]
                try:
                    with transaction.atomic():
                        (batch,) = restoring._batches(fields, iter([row]))
                        restoring._insert(model, fields, batch)
                        transaction.set_rollback(True)
                    outcomes["put"] += 1
                except ArchiveError as error:
                    assert f"does not take a row of {model._meta.label}" in str(error)
                    outcomes["named"] += 1
                except Exception as error:
                    raise AssertionError(f"{field} with {str(value)[:50]!r}: {error!r}") from error
    assert outcomes["refused"] > 1_000 and outcomes["put"] > 1_000, outcomes


def test_a_row_that_names_something_missing_is_refused_with_the_present_site_unchanged(archive):  # noqa: F811
    whole = archive.read_bytes()
    seen = 0
    for table in told_by(archive)["tables"]:
        for field in apps.get_model(table["label"])._meta.local_concrete_fields:
            if table["rows"] and isinstance(field, models.ForeignKey):
                archive.write_bytes(whole)
                missing = 4_711 if isinstance(field.target_field, models.IntegerField) else "nobody"
                put_value(archive, table["label"], field.attname, missing)
                assert f"in {field.attname} it names {missing} of" in refusal(archive)
                seen += 1
    assert seen > 5


def test_a_key_that_is_there_twice_is_named(archive):  # noqa: F811
    def twice(members):
        members["rows/orgcharts.OrgChart.jsonl"] *= 2

    def count(told):
        next(one for one in told["tables"] if one["label"] == "orgcharts.OrgChart")["rows"] *= 2

    rewritten(archive, twice, manifest=count)
    assert "row 2 of orgcharts.OrgChart has in id the key" in refusal(archive)


ODD = [None, True, -1, 2**62, 1.5, float("nan"), "", "x" * 1_000, [], [None], {}, {"a": None}, [["a"]], [[[]]]]


def test_every_entry_of_the_manifest_may_hold_anything(archive):  # noqa: F811
    whole = archive.read_bytes()
    manifest = told_by(archive)
    ways = [(name,) for name in manifest]
    ways += [("tables", 0, name) for name in manifest["tables"][0]]
    ways += [("members", name, what) for name in manifest["members"] for what in ("size", "sha256")][:4]
    ways += [("members", "settings.json"), ("tables", 0), ("migrations", 0), ("migrations", 0, 0)]
    for way in ways:
        for value in ODD:
            if value == _at(manifest, way):
                continue
            if way in {("made_at",), ("database",), ("release",)} and isinstance(value, str):
                continue  # Said, and nothing more.
            if value is None and way[-1] == "last_key":
                continue  # A table whose keys the database does not give.

            def change(told, way=way, value=value):
                *before, last = way
                _at(told, before)[last] = value

            archive.write_bytes(whole)
            rewritten(archive, lambda members: None, manifest=change)
            try:
                assert refusal(archive)
            except BaseException as error:
                raise AssertionError(f"{way}: {str(value)[:50]}") from error
        archive.write_bytes(whole)
        if len(way) == 1:
            rewritten(archive, lambda members: None, manifest=lambda told, name=way[0]: told.pop(name))
            if way[0] in {"software", "format", "tables", "migrations", "made_at", "database", "release", "edition"}:
                assert refusal(archive), way


def _at(value, way):
    for step in way:
        value = value[step]
    return value


@pytest.mark.parametrize("data", [b"", b"null", b"[]", b"5", b"{", b"\xff", b'{"format": 1}', b"[[[", b'"x"'])
def test_a_member_may_hold_any_json_or_none(archive, data):  # noqa: F811
    whole = archive.read_bytes()
    with zipfile.ZipFile(archive) as opened:
        names = [name for name in opened.namelist() if name != "manifest.json"]
    for name in names:
        archive.write_bytes(whole)
        table = name.startswith("rows/")
        line = data + b"\n" if table else data
        rewritten(archive, lambda members, name=name, line=line: members.update({name: line}))
        assert "damaged" in refusal(archive), name
    with zipfile.ZipFile(archive, "w") as new:
        new.writestr("manifest.json", data)
        new.comment = manifests.comment_for(data)
    assert refusal(archive)


@pytest.mark.parametrize(("module", "name"), [("archive", "loads"), ("manifest", "loads"), ("values", "dumps")])
def test_json_that_is_nested_deeper_than_python_reads_is_refused(archive, module, name, monkeypatch):  # noqa: F811
    """What Python raises for it comes without such a file, which no other program should meet."""

    def too_deep(*args, **kwargs):
        raise RecursionError("maximum recursion depth exceeded while decoding a JSON array")

    usual = {"loads": json.loads, "dumps": json.dumps}
    monkeypatch.setattr(f"techsets.backup.{module}.json", SimpleNamespace(**usual | {name: too_deep}))
    assert re.search("damaged|cannot be understood", refusal(archive))


def test_every_member_is_missed_and_every_other_one_noticed(archive):  # noqa: F811
    whole = archive.read_bytes()
    with zipfile.ZipFile(archive) as opened:
        names = [name for name in opened.namelist() if name not in {"manifest.json", "secret_key"}]
    for name in names:
        archive.write_bytes(whole)
        rewritten(archive, lambda members: None, left_out=(name,))
        assert name in refusal(archive)
    for name in (
        "other.txt",
        "rows/x.jsonl",
        "rows/auth.User.jsonl/x",
        "/outside",
        "..",
        "files",
        "rows/../x",
        "x\\y",
    ):
        archive.write_bytes(whole)
        rewritten(archive, lambda members, name=name: members.update({name: b"x"}))
        assert "damaged" in refusal(archive), name


def test_two_members_of_one_name_are_refused(archive):  # noqa: F811
    with zipfile.ZipFile(archive, "a") as opened:
        comment = opened.comment
        with pytest.warns(UserWarning, match="Duplicate name"):
            opened.writestr("settings.json", opened.read("settings.json"))
        opened.comment = comment
    assert "two of its members have the same name" in refusal(archive)


def test_a_row_may_not_name_a_file_outside_the_folder(archive):  # noqa: F811
    for name in ("../../outside", "/outside", "word/../../x", "a\\b"):
        assert "outside the" in refusal(put_value(archive, "jobdescriptions.Publication", "file", name)), name


@pytest.mark.parametrize("key", [b"short", b"\xff" * 60, b"x" * 20_000, b""])
def test_a_secret_key_with_which_no_site_starts_is_refused(archive, key):  # noqa: F811
    rewritten(archive, lambda members: members.update(secret_key=key))
    assert "secret_key is not what was written" in refusal(archive)

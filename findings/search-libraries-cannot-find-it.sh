#!/usr/bin/env bash
# lunr 2.3.9 and elasticlunr 0.9.5 (npm), lunr 0.8.0 and Whoosh 2.7.4 (PyPI): searching a list of positions for IT.
# "it" is among their stop words, so a search for IT finds nothing in a list that has an IT Director, and says nothing of it.
# flexsearch, with its defaults, finds it.
# Guess beforehand: a word that stands in a title is found; where it is left out, the search says so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check lunr==0.8.0 whoosh==2.7.4
npm install --silent --no-audit --no-fund lunr@2.3.9 elasticlunr@0.9.5 flexsearch@0.8.212
cat >find.py <<'PY'
import warnings

warnings.simplefilter("ignore")
from lunr import lunr
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import QueryParser

titles = {"1": "IT Director", "2": "Data Clerk"}
documents = [{"id": key, "title": title} for key, title in titles.items()]
by_lunr = lunr(ref="id", fields=("title",), documents=documents)
index = RamStorage().create_index(Schema(id=ID(stored=True), title=TEXT))
writer = index.writer()
for document in documents:
    writer.add_document(**document)
writer.commit()
with index.searcher() as searcher:
    by_whoosh = {
        words: [hit["id"] for hit in searcher.search(QueryParser("title", index.schema).parse(words))]
        for words in ("IT", "Director")
    }
seen = {words: ([hit["ref"] for hit in by_lunr.search(words)], by_whoosh[words]) for words in by_whoosh}
print(seen)
assert seen == {"IT": ([], []), "Director": (["1"], ["1"])}
PY
env/bin/python find.py
cat >find.cjs <<'JS'
const assert = require("assert");
const lunr = require("lunr");
const elasticlunr = require("elasticlunr");
const { Index } = require("flexsearch");
const titles = [["1", "IT Director"], ["2", "Data Clerk"]];
const first = lunr(function () {
  this.ref("id");
  this.field("title");
  titles.forEach(([id, title]) => this.add({ id, title }));
});
const second = elasticlunr(function () {
  this.setRef("id");
  this.addField("title");
});
const third = new Index();
titles.forEach(([id, title]) => { second.addDoc({ id, title }); third.add(id, title); });
const seen = { lunr: first.search("IT").length, elasticlunr: second.search("IT").length, flexsearch: third.search("IT").length };
console.log(seen);
assert.deepStrictEqual(seen, { lunr: 0, elasticlunr: 0, flexsearch: 1 });
JS
node find.cjs

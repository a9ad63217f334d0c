"""The statements of ``ranking``, with named parameters.

``<…>`` stand for expressions that are as long as the query has words, see ``ranking``.
"""

from __future__ import annotations

from techsets.search.models import Kind

_KINDS = "CASE {} " + " ".join(f"WHEN '{kind}' THEN {place}" for place, kind in enumerate(Kind.values)) + " END"

# By the words of its title, and 100 more if only other titles have all words: no title has so many.
IN_TITLE_SCORE = f"""
    CASE WHEN title_key IN (<keys>) THEN <key_scores> ELSE <base>
        + CASE WHEN kind = '{Kind.JOB_DESCRIPTION}' THEN 1000 ELSE 2000 END
        + length(title_key) - length(replace(title_key, ' ', '')) + CASE WHEN <in_key> THEN 1 ELSE 101 END
    END
"""

# `best` has (tier, score) of all that match, the smaller the better; `page` takes the shown ones out of those up to the
# score of the last one, so that only these are sorted by kind and title. Bodies are read for the shown ones alone.
_TAIL = """
    in_title AS MATERIALIZED (
        SELECT id, min(score) AS score FROM (<titles>) AS titles GROUP BY id
    ),
    <in_text>
    best AS (
        SELECT id, 0 AS tier, score FROM in_title UNION ALL SELECT id, tier, score FROM in_text
    ),
    border AS (
        SELECT tier, score FROM best ORDER BY tier, score LIMIT 1 OFFSET %(last)s - 1
    ),
    page AS (
        SELECT best.id, row_number() OVER (ORDER BY tier, score, <kinds>, entry.title <collate>, best.id) AS place
        FROM best <join> search_searchentry entry <small> ON entry.id = best.id
        WHERE tier < (SELECT tier FROM border) OR NOT EXISTS (SELECT 1 FROM border)
            OR (tier = (SELECT tier FROM border) AND score <= (SELECT score FROM border))
        ORDER BY place LIMIT %(limit)s OFFSET %(offset)s
    )
    SELECT counts.strict, counts.total, entry.kind, entry.object_id, entry.title, entry.body
    FROM counts LEFT JOIN page ON 1 = 1 LEFT JOIN search_searchentry entry ON entry.id = page.id
    ORDER BY page.place
""".replace("<kinds>", _KINDS.format("entry.kind"))

# INDEXED BY and CROSS JOIN: SQLite would read the long rows by their numbers otherwise, each on a page of its own.
SQLITE = (
    """
    WITH strict AS MATERIALIZED (
        SELECT count(*) AS n FROM (
            SELECT rowid AS id FROM search_fts WHERE search_fts MATCH %(all)s <or_numbered>
        ) AS found
    ),
    counts AS MATERIALIZED (
        SELECT n AS strict, CASE WHEN n > 0 THEN n ELSE
            (SELECT count(*) FROM (
                SELECT rowid AS id FROM search_fts WHERE search_fts MATCH %(any)s <or_numbered>
            ) AS found)
        END AS total FROM strict
    ),
"""
    + _TAIL.replace("<join>", "CROSS JOIN").replace("<small>", "INDEXED BY search_entry_small").replace("<collate>", "")
).replace(
    "<in_text>",
    """
    in_text AS MATERIALIZED (
        SELECT entry.id, <tier> AS tier, bm25(search_fts, %(title_weight)s, 1.0) AS score
        FROM search_fts CROSS JOIN search_searchentry entry INDEXED BY search_entry_small ON entry.id = search_fts.rowid
        WHERE search_fts MATCH <weighed>
            AND (SELECT count(*) FROM in_title) < %(last)s AND search_fts.rowid NOT IN (SELECT id FROM in_title)
        LIMIT %(candidates)s
    ),
""",
)
SQLITE_WEIGHED = "(SELECT CASE WHEN n > 0 THEN %(all)s ELSE %(any)s END FROM strict)"
# Of words that only one side of an OR asks for, FTS5 counts what it has happened to read: with synonyms, each word is
# asked for by itself.
SQLITE_WEIGHED_EACH = f"""
    %(each)s AND search_fts.rowid IN (SELECT rowid FROM search_fts WHERE search_fts MATCH {SQLITE_WEIGHED})
"""
SQLITE_TITLES = """
    SELECT entry.id, <score> AS score
    FROM search_fts CROSS JOIN search_searchentry entry INDEXED BY search_entry_small ON entry.id = search_fts.rowid
    WHERE search_fts MATCH <match>
"""
SQLITE_NAMED = "SELECT rowid, <score> FROM search_fts WHERE search_fts MATCH <match>"
SQLITE_MATCHES = "(search_fts.rowid IN (SELECT rowid FROM search_fts WHERE search_fts MATCH <match>))"

POSTGRESQL = (
    """
    WITH strict AS MATERIALIZED (
        SELECT count(*) AS n FROM (
            SELECT id FROM search_searchentry WHERE document @@ %(all)s::tsquery <or_numbered>
        ) AS found
    ),
    counts AS MATERIALIZED (
        SELECT n AS strict, CASE WHEN n > 0 THEN n ELSE
            (SELECT count(*) FROM (
                SELECT id FROM search_searchentry WHERE document @@ %(any)s::tsquery <or_numbered>
            ) AS found)
        END AS total FROM strict
    ),
"""
    + _TAIL.replace("<join>", "JOIN").replace("<small>", "").replace("<collate>", 'COLLATE "C"')
).replace(
    "<in_text>",
    """
    candidates AS MATERIALIZED (
        SELECT id, kind, title_key, document FROM search_searchentry
        WHERE document @@ (SELECT CASE WHEN n > 0 THEN %(all)s::tsquery ELSE %(any)s::tsquery END FROM strict)
            AND (SELECT count(*) FROM in_title) < %(last)s AND id NOT IN (SELECT id FROM in_title)
        LIMIT %(candidates)s
    ),
    in_text AS MATERIALIZED (
        SELECT id, <tier> AS tier, - ts_rank_cd(ARRAY[1 / %(title_weight)s, 0, 0, 1]::float4[], document,
            CASE WHEN strict.n > 0 THEN %(all)s::tsquery ELSE %(any)s::tsquery END, 1)::float8 AS score
        FROM candidates, strict
    ),
""",
)
POSTGRESQL_TITLES = """
    SELECT id, (<score>)::float8 AS score
    FROM search_searchentry WHERE to_tsvector('simple', title_terms) @@ <match>::tsquery
"""
POSTGRESQL_NAMED = POSTGRESQL_TITLES
POSTGRESQL_MATCHES = "(document @@ <match>::tsquery)::int"

# Positions are found by their index number too, which no entry has: the tree knows them, and few charts have the same.
# They count as if the number were a further title.
OR_NUMBERED = "UNION SELECT id FROM search_searchentry WHERE id IN ({keys})"
NUMBERED_TITLES = """
    SELECT id, 2101 + length(title_key) - length(replace(title_key, ' ', '')) AS score
    FROM search_searchentry WHERE id IN ({keys})
"""

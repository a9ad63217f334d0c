"""The statements of ``ranking``, with named parameters.

``<in_key>`` and, on PostgreSQL, ``<matched>`` stand for expressions that are as long as the query has words.
"""

from __future__ import annotations

from techsets.search.models import Kind

_KINDS = "CASE {} " + " ".join(f"WHEN '{kind}' THEN {place}" for place, kind in enumerate(Kind.values)) + " END"

# The number of words of the title, and 100 more if only other titles have all words: no title has so many.
_TITLE_SCORE = """
    CASE WHEN title_key = %(key)s THEN 0 ELSE
        length(title_key) - length(replace(title_key, ' ', '')) + CASE WHEN <in_key> THEN 1 ELSE 101 END
    END
"""

# `best` has (tier, score) of all that match, the smaller the better; `page` takes the shown ones out of those up to the
# score of the last one, so that only these are sorted by kind and title. Bodies are read for the shown ones alone.
_TAIL = """
    best AS (
        SELECT id, 0 AS tier, score FROM in_title UNION ALL SELECT id, 1, score FROM in_text
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
SQLITE = """
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
    in_title AS MATERIALIZED (
        SELECT entry.id, <score> AS score
        FROM search_fts CROSS JOIN search_searchentry entry INDEXED BY search_entry_small ON entry.id = search_fts.rowid
        WHERE search_fts MATCH %(title)s
        <numbered_titles>
    ),
    in_text AS MATERIALIZED (
        SELECT rowid AS id, bm25(search_fts, %(title_weight)s, 1.0) AS score FROM search_fts
        WHERE search_fts MATCH (SELECT CASE WHEN n > 0 THEN %(all)s ELSE %(any)s END FROM strict)
            AND (SELECT count(*) FROM in_title) < %(last)s AND rowid NOT IN (SELECT id FROM in_title)
        LIMIT %(candidates)s
    ),
""" + _TAIL.replace("<join>", "CROSS JOIN").replace("<small>", "INDEXED BY search_entry_small").replace("<collate>", "")
SQLITE = SQLITE.replace("<score>", _TITLE_SCORE)

POSTGRESQL = """
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
    in_title AS MATERIALIZED (
        SELECT id, (<score>)::float8 AS score
        FROM search_searchentry WHERE to_tsvector('simple', title_terms) @@ %(all)s::tsquery
        <numbered_titles>
    ),
    candidates AS MATERIALIZED (
        SELECT id, document FROM search_searchentry
        WHERE document @@ (SELECT CASE WHEN n > 0 THEN %(all)s::tsquery ELSE %(any)s::tsquery END FROM strict)
            AND (SELECT count(*) FROM in_title) < %(last)s AND id NOT IN (SELECT id FROM in_title)
        LIMIT %(candidates)s
    ),
    in_text AS MATERIALIZED (
        -- A cover of few words can weigh as much as one of many: where not all are asked for, their number comes first.
        SELECT id, CASE WHEN strict.n > 0 THEN 0 ELSE -1000.0 * (<matched>) END
            - ts_rank_cd(ARRAY[1 / %(title_weight)s, 0, 0, 1]::float4[], document,
                CASE WHEN strict.n > 0 THEN %(all)s::tsquery ELSE %(any)s::tsquery END, 1)::float8 AS score
        FROM candidates, strict
    ),
""" + _TAIL.replace("<join>", "JOIN").replace("<small>", "").replace("<collate>", 'COLLATE "C"')
POSTGRESQL = POSTGRESQL.replace("<score>", _TITLE_SCORE)


# Positions are found by their index number too, which no entry has: the tree knows them, and few charts have the same.
# They count as if the number were a further title.
OR_NUMBERED = "UNION SELECT id FROM search_searchentry WHERE id IN ({keys})"
NUMBERED_TITLES = """
        UNION ALL
        SELECT id, (101 + length(title_key) - length(replace(title_key, ' ', '')))<cast> AS score
        FROM search_searchentry WHERE id IN ({keys}) AND id NOT IN ({in_title})
"""
IN_TITLE_SQLITE = "SELECT rowid FROM search_fts WHERE search_fts MATCH %(title)s"
IN_TITLE_POSTGRESQL = "SELECT id FROM search_searchentry WHERE to_tsvector('simple', title_terms) @@ %(all)s::tsquery"

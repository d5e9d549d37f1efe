"""PostgreSQL reads the index in ways of its own, whatever its planner thinks of them; the tokens lie in the rows.

What is common is found among the best services, read in order; what is not by the index, and then put in order. Only
the services themselves can tell which it is: a few of the best are tried first (docs/decisions/search.md). SQLite has
one way only.
"""

from __future__ import annotations

from alembic import op

revision = "2026_11_22_best"
down_revision = "2026_11_22_weights"
branch_labels = None
depends_on = None

_HEAD = """LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan
AS $body$
DECLARE
    tried CONSTANT integer := 64;
    best bigint[] := ARRAY(
        SELECT held.id FROM (SELECT id, tokens FROM search_index ORDER BY id LIMIT tried) AS held
        WHERE held.tokens @@ asked ORDER BY held.id LIMIT most
    );
    share double precision := cardinality(best)::double precision / tried;
    number double precision := (SELECT reltuples FROM pg_class WHERE oid = 'search_index'::regclass);"""
# Held against the question one by one, a service costs about twice what it costs to take it from the index and put it
# in order. `id + 0` is the order of no index: so the tokens are asked, not the numbers.
_BEST = f"""CREATE FUNCTION search_best(asked tsquery, most integer) RETURNS SETOF bigint ROWS 20 {_HEAD}
BEGIN
    IF cardinality(best) = most THEN
        RETURN QUERY SELECT unnest(best);
    ELSIF share * share * number > 2.0 * most THEN
        RETURN QUERY SELECT held.id
            FROM (SELECT id, tokens FROM search_index ORDER BY id OFFSET 0) AS held
            WHERE held.tokens @@ asked LIMIT most;
    ELSE
        RETURN QUERY SELECT held.id FROM search_index AS held
            WHERE held.tokens @@ asked ORDER BY held.id + 0 LIMIT most;
    END IF;
END
$body$"""  # noqa: S608
# Counted in no order, a service costs the index an eighth of that: it reads the first thousand of them only.
_COUNT = f"""CREATE FUNCTION search_count(asked tsquery, most integer) RETURNS bigint {_HEAD}
BEGIN
    IF share * share * number > 8.0 * most THEN
        RETURN (SELECT count(*) FROM (
            SELECT 1 FROM (SELECT tokens FROM search_index ORDER BY id OFFSET 0) AS held
            WHERE held.tokens @@ asked LIMIT most) AS some_of_them);
    END IF;
    RETURN (SELECT count(*) FROM (
        SELECT 1 FROM search_index AS held WHERE held.tokens @@ asked LIMIT most) AS some_of_them);
END
$body$"""  # noqa: S608
# Up to 8,160 bytes, the most that a page takes: to read them outside a row costs five times as much.
_INSIDE = (
    "ALTER TABLE search_index SET (toast_tuple_target = 8160)",
    "ALTER TABLE search_index ALTER COLUMN tokens SET STORAGE MAIN",
)
_OUTSIDE = (
    "ALTER TABLE search_index SET (toast_tuple_target = 128)",
    "ALTER TABLE search_index ALTER COLUMN tokens SET STORAGE EXTERNAL",
)
# A row lies as it was written; all are written anew after 2026_11_23_together, without holding up readers.
_GONE = tuple(f"DROP FUNCTION search_{name}(tsquery, integer)" for name in ("best", "count"))


def upgrade() -> None:
    _run((*_INSIDE, _BEST, _COUNT))


def downgrade() -> None:
    _run((*_OUTSIDE, *_GONE))


def _run(statements: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in statements:
            op.execute(statement)

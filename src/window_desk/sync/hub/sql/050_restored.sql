-- A hub that came back from an old backup, or was made anew, knows less of the queues than desks do.
-- It gives out and calls nothing before it was told, or numbers would be there twice.

-- Which run of which cluster this is: another one after a recovery, a promotion, or a dump.
CREATE OR REPLACE FUNCTION hub.place() RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT s.system_identifier::text || ':' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
    FROM pg_control_system() s
$$;

CREATE OR REPLACE FUNCTION hub.is_restored() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT NOT EXISTS (SELECT 1 FROM hub.about a WHERE a.key = 'place' AND a.value = hub.place())
$$;

-- Since when desks are listened to; what each knows counts only if it was said after that.
CREATE OR REPLACE FUNCTION hub.note_restored() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO hub.about (key, value)
    SELECT 'restored_at', to_json(clock_timestamp()) #>> '{}' WHERE hub.is_restored()
    ON CONFLICT DO NOTHING
$$;

-- Nothing goes on with the queues until the keeper says so.
CREATE OR REPLACE FUNCTION hub.hold() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT hub.is_keeper() THEN
        RAISE EXCEPTION 'only the keeper holds it' USING ERRCODE = 'WD002';
    END IF;
    DELETE FROM hub.about a WHERE a.key IN ('place', 'restored_at');
    PERFORM hub.note_restored();
END $$;

-- The windows that have not said since then what they know.
CREATE OR REPLACE FUNCTION hub.unheard() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.desk FROM hub.member m
    WHERE m.lane IS NOT NULL AND m.joined_at IS NOT NULL AND m.left_at IS NULL AND hub.is_keeper()
    AND NOT EXISTS (
        SELECT 1 FROM hub.ack k JOIN hub.about a ON a.key = 'restored_at'
        WHERE k.hall = m.hall AND k.desk = m.desk AND k.at >= a.value::timestamptz
    )
    ORDER BY m.desk
$$;

-- Go on with the queues from here.
CREATE OR REPLACE FUNCTION hub.resume() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT hub.is_keeper() THEN
        RAISE EXCEPTION 'only the keeper resumes it' USING ERRCODE = 'WD002';
    END IF;
    INSERT INTO hub.about (key, value) VALUES ('place', hub.place())
    ON CONFLICT (key) DO UPDATE SET value = excluded.value;
    DELETE FROM hub.about a WHERE a.key = 'restored_at';
END $$;

-- Refuse to work on a queue of which somebody knows more. A desk says with its connection how far
-- it knows it, and every connection is another one after a restart.
CREATE OR REPLACE FUNCTION hub.check_pool(the_hall text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    known bigint := nullif(current_setting('hub.pool_known', true), '')::bigint;
BEGIN
    IF hub.is_restored() OR known > (
        SELECT s.have_seq FROM hub.stream s
        WHERE s.hall = the_hall AND s.id = the_hall || '/queue'
    ) THEN
        RAISE EXCEPTION 'this hub has lost acts of the queue' USING ERRCODE = 'WD009';
    END IF;
END $$;

-- Do again to the tickets what an op of the queue did.
CREATE OR REPLACE FUNCTION hub.replay(made hub.op) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    body jsonb := convert_from(made.body, 'UTF8')::jsonb;
    moment timestamptz := made.at::timestamptz;
    undone text;
BEGIN
    IF made.kind = 'ticket.issued' THEN
        INSERT INTO hub.ticket (hall, id, day, prefix, serial, number, queue, state, rank_at,
            eligible_from, issued_at, head_start, rule, last)
        VALUES (
            made.hall, made.entity, (body ->> 'day')::date,
            left(body ->> 'number', -greatest(3, length(body ->> 'serial'))),
            (body ->> 'serial')::integer, body ->> 'number', body ->> 'queue', 'waiting',
            (body ->> 'rank_at')::timestamptz, (body ->> 'eligible_from')::timestamptz, moment,
            coalesce((body ->> 'head_start')::integer, 0), coalesce(body ->> 'rule', 'arrival'),
            made.entity
        ) ON CONFLICT DO NOTHING;
        RETURN;
    END IF;
    IF made.kind = 'ticket.undone' THEN
        SELECT o.kind INTO undone FROM hub.op o
        WHERE o.hall = made.hall AND o.stream = made.stream
        AND o.seq = split_part(body ->> 'undoes', ':', 2)::bigint;
    END IF;
    UPDATE hub.ticket t SET
        state = CASE made.kind
            WHEN 'ticket.claimed' THEN 'called'
            WHEN 'ticket.left' THEN 'left'
            ELSE CASE undone WHEN 'ticket.issued' THEN 'void' ELSE 'waiting' END
        END,
        desk = CASE made.kind WHEN 'ticket.claimed' THEN body ->> 'desk' ELSE '' END,
        "window" = CASE made.kind WHEN 'ticket.claimed' THEN body ->> 'window' ELSE '' END,
        queue = CASE made.kind WHEN 'ticket.transferred' THEN body ->> 'queue' ELSE t.queue END,
        rule = CASE made.kind WHEN 'ticket.requeued' THEN 'requeued' ELSE t.rule END,
        head_start = CASE made.kind
            WHEN 'ticket.requeued' THEN (body ->> 'head_start')::integer ELSE t.head_start END,
        rank_at = CASE made.kind
            WHEN 'ticket.requeued' THEN (body ->> 'rank_at')::timestamptz ELSE t.rank_at END,
        eligible_from = CASE made.kind
            WHEN 'ticket.requeued' THEN moment ELSE t.eligible_from END,
        last = made.stream || ':' || made.seq
    WHERE t.hall = made.hall AND t.id = made.entity;
END $$;

-- A desk of the hall gives back acts of the queue that this hub has lost. They have to follow what
-- is here by their hashes. Where that made the queue longer it is held from then on, if it was not
-- before; what was here already holds nothing: an act can reach its desk before this is asked.
CREATE OR REPLACE FUNCTION hub.give_back(
    the_stream text, first bigint, before bytea, hlcs bigint[], ats text[], bys text[],
    entities text[], kinds text[], versions integer[], bodies bytea[], digests bytea[],
    hashes bytea[]
) RETURNS TABLE (state text, seq bigint, hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    mine hub.member := hub.me();
    had bigint;
    said record;
BEGIN
    IF the_stream <> mine.hall || '/queue' OR mine.lane IS NULL THEN
        RAISE EXCEPTION 'another desk''s stream' USING ERRCODE = 'WD002';
    END IF;
    INSERT INTO hub.stream (hall, id, owner) VALUES (mine.hall, the_stream, the_stream)
    ON CONFLICT DO NOTHING;
    SELECT s.have_seq INTO had FROM hub.stream s
    WHERE s.hall = mine.hall AND s.id = the_stream FOR UPDATE;
    SELECT * INTO said FROM hub.keep_run(
        mine.hall, the_stream, the_stream, first, before, hlcs, ats, bys, entities, kinds,
        versions, bodies, digests, hashes
    );
    IF said.state = 'done' AND said.seq > had THEN
        INSERT INTO hub.returned (hall, stream, first, last, desk, at)
        VALUES (mine.hall, the_stream, had + 1, said.seq, mine.desk, clock_timestamp());
        IF NOT hub.is_restored() THEN
            DELETE FROM hub.about a WHERE a.key IN ('place', 'restored_at');
        END IF;
    END IF;
    PERFORM hub.note_restored();
    PERFORM hub.replay(o) FROM (
        SELECT o.* FROM hub.op o WHERE o.hall = mine.hall AND o.stream = the_stream
        AND o.seq > had ORDER BY o.seq
    ) o;
    RETURN QUERY SELECT said.state, said.seq, said.hash;
END $$;

GRANT EXECUTE ON FUNCTION
    hub.is_restored(), hub.note_restored(), hub.hold(), hub.unheard(), hub.resume(),
    hub.give_back(text, bigint, bytea, bigint[], text[], text[], text[], text[], integer[],
        bytea[], bytea[], bytea[])
TO {group};

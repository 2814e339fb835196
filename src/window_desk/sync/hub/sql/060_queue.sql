-- The queue that the desks of a hall share. Each act is one statement that commits by itself and is
-- remembered by its claim, an id that the desk made before it asked: asked again, it answers the
-- same. The row of the pool's stream is locked first, so that acts of one hall come one after the
-- other; the chain needs that lock anyway, and numbers have no gap under it.

CREATE TABLE IF NOT EXISTS hub.ticket (
    hall text NOT NULL,
    id text NOT NULL,
    day date NOT NULL,
    prefix text NOT NULL,
    serial integer NOT NULL,
    number text COLLATE "C" NOT NULL,
    queue text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'called', 'left', 'void')),
    desk text NOT NULL DEFAULT '',
    "window" text NOT NULL DEFAULT '',
    rank_at timestamptz NOT NULL,
    eligible_from timestamptz NOT NULL,
    issued_at timestamptz NOT NULL,
    head_start integer NOT NULL,
    rule text NOT NULL,
    last text NOT NULL,
    PRIMARY KEY (hall, id),
    UNIQUE (hall, day, prefix, serial)
);
CREATE INDEX IF NOT EXISTS ticket_waiting ON hub.ticket (hall, day, queue, rank_at)
    WHERE state = 'waiting';

-- What became of each act. The ticket is NULL where there was nothing to be had.
CREATE TABLE IF NOT EXISTS hub.claim (
    hall text NOT NULL,
    claim text NOT NULL,
    desk text NOT NULL,
    verb text NOT NULL,
    outcome text NOT NULL,
    ticket text,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (hall, claim)
);

ALTER TABLE hub.ticket ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.claim ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS seen ON hub.ticket;
CREATE POLICY seen ON hub.ticket FOR SELECT TO {group} USING (
    hall = ANY ((SELECT hub.my_halls())::text[])
);
GRANT SELECT ON hub.ticket TO {group};

-- Let the acts of one hall come one after the other.
CREATE OR REPLACE FUNCTION hub.lock_pool(the_hall text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM hub.stream s
    WHERE s.hall = the_hall AND s.id = the_hall || '/queue' FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO hub.stream (hall, id, owner)
        VALUES (the_hall, the_hall || '/queue', the_hall || '/queue') ON CONFLICT DO NOTHING;
        PERFORM 1 FROM hub.stream s
        WHERE s.hall = the_hall AND s.id = the_hall || '/queue' FOR UPDATE;
    END IF;
    PERFORM hub.check_pool(the_hall);
END $$;

-- A part of a body: a key and its value, or nothing where the value is what is left out.
CREATE OR REPLACE FUNCTION hub.part(name text, value text, left_out text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN value IS NULL OR value = left_out THEN ''
        ELSE '"' || name || '":' || to_json(value)::text || ',' END
$$;

CREATE OR REPLACE FUNCTION hub.part(name text, value bigint, left_out bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN value = left_out THEN '' ELSE '"' || name || '":' || value || ',' END
$$;

-- A moment as bodies carry it: with its fraction only where it has one.
CREATE OR REPLACE FUNCTION hub.part(name text, value timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN value IS NULL THEN '' ELSE
        '"' || name || '":"'
        || to_char(value AT TIME ZONE interval '8 hours', 'YYYY-MM-DD"T"HH24:MI:SS')
        || CASE WHEN date_trunc('second', value) = value THEN ''
            ELSE to_char(value, '.US') END
        || '+08:00",' END
$$;

CREATE OR REPLACE FUNCTION hub.body(parts text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT '{' || rtrim(parts, ',') || '}'
$$;

CREATE OR REPLACE FUNCTION hub.issued_body(
    appointment timestamptz, day date, eligible_from timestamptz, head_start integer, item text,
    number text, priority text, queue text, rank_at timestamptz, rule text, serial integer
) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT hub.body(
        hub.part('appointment', appointment) || hub.part('day', to_char(day, 'YYYY-MM-DD'), NULL)
        || hub.part('eligible_from', eligible_from) || hub.part('head_start', head_start, 0)
        || hub.part('item', item, '') || hub.part('number', number, NULL)
        || hub.part('priority', priority, NULL) || hub.part('queue', queue, NULL)
        || hub.part('rank_at', rank_at) || hub.part('rule', rule, 'arrival')
        || hub.part('serial', serial, NULL)
    )
$$;

CREATE OR REPLACE FUNCTION hub.claimed_body(
    desk text, head_start integer, passed bigint, rule text, waited bigint, "window" text
) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT hub.body(
        hub.part('desk', desk, NULL) || '"why":' || hub.body(
            hub.part('head_start', head_start, 0) || hub.part('passed', passed, 0)
            || hub.part('rule', rule, NULL) || hub.part('waited', waited, 0)
        ) || ',' || hub.part('window', "window", NULL)
    )
$$;

-- What an act did already, asked by the same desk.
CREATE OR REPLACE FUNCTION hub.known_claim(mine hub.member, the_claim text)
RETURNS TABLE (outcome text, ticket text, seq bigint)
LANGUAGE sql STABLE AS $$
    SELECT c.outcome, c.ticket, c.seq FROM hub.claim c
    WHERE c.hall = mine.hall AND c.claim = the_claim AND c.desk = mine.desk
$$;

-- Remember an act; the seq is up to where the pool has to be known to see it.
CREATE OR REPLACE FUNCTION hub.keep_claim(
    mine hub.member, the_claim text, the_verb text, the_outcome text, the_ticket text
) RETURNS TABLE (outcome text, ticket text, seq bigint)
LANGUAGE sql AS $$
    INSERT INTO hub.claim (hall, claim, desk, verb, outcome, ticket, seq, at)
    SELECT mine.hall, the_claim, mine.desk, the_verb, the_outcome, the_ticket, s.have_seq,
        clock_timestamp()
    FROM hub.stream s WHERE s.hall = mine.hall AND s.id = mine.hall || '/queue'
    RETURNING outcome, ticket, seq
$$;

-- Give out the next number of a queue. Its place is reckoned by the desk, with this clock: one that
-- was reckoned with another answers `clock`. Unless it is `wanted` it only says what it did before,
-- and will never do it.
CREATE OR REPLACE FUNCTION hub.issue(
    the_claim text, wanted boolean, seen bigint, account text, asked_at timestamptz,
    the_queue text, the_prefix text, the_item text, the_priority text, the_rule text,
    the_head_start integer, the_appointment timestamptz, appointed_from timestamptz
) RETURNS TABLE (outcome text, ticket text, seq bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    mine hub.member := hub.me();
    pool text := mine.hall || '/queue';
    moment timestamptz;
    today date;
    number_ text;
    serial_ integer;
    ranked timestamptz;
    made hub.op;
BEGIN
    PERFORM hub.lock_pool(mine.hall);
    RETURN QUERY SELECT * FROM hub.known_claim(mine, the_claim);
    IF FOUND THEN
        RETURN;
    END IF;
    IF NOT wanted OR mine.lane IS NULL THEN
        RETURN QUERY SELECT * FROM hub.keep_claim(mine, the_claim, 'issue', 'forgone', NULL);
        RETURN;
    END IF;
    moment := date_trunc('milliseconds', clock_timestamp());
    IF asked_at NOT BETWEEN moment - interval '5 seconds' AND moment + interval '5 seconds' THEN
        RETURN QUERY SELECT 'clock', NULL::text, 0::bigint;
        RETURN;
    END IF;
    today := (moment AT TIME ZONE interval '8 hours')::date;
    SELECT coalesce(max(t.serial), 0) + 1 INTO serial_ FROM hub.ticket t
    WHERE t.hall = mine.hall AND t.day = today AND t.prefix = the_prefix;
    number_ := the_prefix || lpad(serial_::text, greatest(3, length(serial_::text)), '0');
    -- Whoever comes too late for an appointment waits like everybody else.
    ranked := CASE the_rule WHEN 'appointment' THEN the_appointment ELSE moment END
        - the_head_start * interval '1 minute';
    appointed_from := CASE the_rule WHEN 'appointment' THEN appointed_from ELSE moment END;
    made := hub.append(
        mine.hall, pool, '', 'ticket.issued', 1,
        hub.issued_body(
            the_appointment, today, appointed_from, the_head_start, the_item, number_,
            the_priority, the_queue, ranked, the_rule, serial_
        ), account || '@' || mine.desk, seen, moment
    );
    INSERT INTO hub.ticket (hall, id, day, prefix, serial, number, queue, state, rank_at,
        eligible_from, issued_at, head_start, rule, last)
    VALUES (mine.hall, made.entity, today, the_prefix, serial_, number_, the_queue, 'waiting',
        ranked, appointed_from, moment, the_head_start, the_rule, made.entity);
    RETURN QUERY SELECT * FROM hub.keep_claim(mine, the_claim, 'issue', 'done', made.entity);
END $$;

-- Call who is next in some queues, or the ticket that is named. `own_...` is the place of whoever is
-- next among the desk's own numbers: where that one comes first the answer is `own`, and nothing is
-- done here.
CREATE OR REPLACE FUNCTION hub.call(
    the_claim text, wanted boolean, seen bigint, account text, the_window text, queues text[],
    the_ticket text, own_from timestamptz, own_rank timestamptz, own_issued timestamptz,
    own_number text
) RETURNS TABLE (outcome text, ticket text, seq bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    mine hub.member := hub.me();
    moment timestamptz;
    found_ hub.ticket;
    passed_ bigint;
    made hub.op;
BEGIN
    PERFORM hub.lock_pool(mine.hall);
    RETURN QUERY SELECT * FROM hub.known_claim(mine, the_claim);
    IF FOUND THEN
        RETURN;
    END IF;
    IF NOT wanted OR mine.lane IS NULL THEN
        RETURN QUERY SELECT * FROM hub.keep_claim(mine, the_claim, 'call', 'forgone', NULL);
        RETURN;
    END IF;
    moment := date_trunc('milliseconds', clock_timestamp());
    IF the_ticket <> '' THEN
        SELECT * INTO found_ FROM hub.ticket t
        WHERE t.hall = mine.hall AND t.id = the_ticket AND t.state = 'waiting' FOR UPDATE;
    ELSE
        SELECT * INTO found_ FROM hub.ticket t
        WHERE t.hall = mine.hall AND t.day = (moment AT TIME ZONE interval '8 hours')::date
        AND t.queue = ANY (queues) AND t.state = 'waiting'
        ORDER BY t.eligible_from > moment, t.rank_at, t.issued_at, t.number LIMIT 1 FOR UPDATE;
        IF own_rank IS NOT NULL AND (
            found_.id IS NULL OR (own_from > moment, own_rank, own_issued, own_number COLLATE "C")
            < (found_.eligible_from > moment, found_.rank_at, found_.issued_at, found_.number)
        ) THEN
            RETURN QUERY SELECT * FROM hub.keep_claim(mine, the_claim, 'call', 'own', NULL);
            RETURN;
        END IF;
    END IF;
    IF found_.id IS NULL THEN
        RETURN QUERY SELECT * FROM hub.keep_claim(mine, the_claim, 'call', 'nobody', NULL);
        RETURN;
    END IF;
    SELECT count(*) INTO passed_ FROM hub.ticket t
    WHERE t.hall = mine.hall AND t.day = found_.day AND t.queue = ANY (queues)
    AND t.state = 'waiting' AND t.issued_at < found_.issued_at;
    made := hub.append(
        mine.hall, mine.hall || '/queue', found_.id, 'ticket.claimed', 1,
        hub.claimed_body(
            mine.desk, found_.head_start, passed_,
            CASE WHEN the_ticket <> '' THEN 'chosen' ELSE found_.rule END,
            trunc(extract(epoch FROM moment - found_.issued_at))::bigint, the_window
        ), account || '@' || mine.desk, seen, moment
    );
    UPDATE hub.ticket t SET state = 'called', desk = mine.desk, "window" = the_window,
        last = made.stream || ':' || made.seq
    WHERE t.hall = mine.hall AND t.id = found_.id;
    RETURN QUERY SELECT * FROM hub.keep_claim(mine, the_claim, 'call', 'done', found_.id);
END $$;

-- Give a ticket back to the queue: `transferred` to another, `requeued` after a missed call, `left`
-- by somebody who waited, or the last act of the queue `undone`. A called one is let go of by the
-- desk that called it; one that was missed there by any desk of the hall. What a third desk says of
-- it does not count.
CREATE OR REPLACE FUNCTION hub.release(
    the_claim text, wanted boolean, seen bigint, account text, the_ticket text, way text,
    the_queue text, the_head_start integer, the_undone text
) RETURNS TABLE (outcome text, ticket text, seq bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    mine hub.member := hub.me();
    moment timestamptz;
    found_ hub.ticket;
    undone_ hub.op;
    body_ text;
    made hub.op;
BEGIN
    PERFORM hub.lock_pool(mine.hall);
    RETURN QUERY SELECT * FROM hub.known_claim(mine, the_claim);
    IF FOUND THEN
        RETURN;
    END IF;
    SELECT * INTO found_ FROM hub.ticket t
    WHERE t.hall = mine.hall AND t.id = the_ticket FOR UPDATE;
    IF NOT wanted OR mine.lane IS NULL OR NOT hub.may_release(mine, found_, way, the_undone) THEN
        RETURN QUERY SELECT * FROM hub.keep_claim(
            mine, the_claim, way, CASE WHEN wanted THEN 'state' ELSE 'forgone' END, NULL
        );
        RETURN;
    END IF;
    moment := date_trunc('milliseconds', clock_timestamp());
    IF way = 'transferred' THEN
        found_.state := 'waiting';
        found_.queue := the_queue;
        body_ := hub.part('queue', the_queue, NULL) || hub.part('window', found_."window", '');
    ELSIF way = 'requeued' THEN
        found_.state := 'waiting';
        found_.rule := 'requeued';
        found_.head_start := the_head_start;
        found_.eligible_from := moment;
        found_.rank_at := moment - the_head_start * interval '1 minute';
        body_ := hub.part('head_start', the_head_start, NULL) || hub.part('rank_at', found_.rank_at);
    ELSIF way = 'left' THEN
        found_.state := 'left';
        body_ := '';
    ELSE
        SELECT * INTO undone_ FROM hub.op o
        WHERE o.hall = mine.hall AND o.stream = mine.hall || '/queue'
        AND o.seq = split_part(the_undone, ':', 2)::bigint;
        found_.state := CASE undone_.kind WHEN 'ticket.issued' THEN 'void' ELSE 'waiting' END;
        body_ := hub.part('undoes', the_undone, NULL);
    END IF;
    made := hub.append(
        mine.hall, mine.hall || '/queue', found_.id, 'ticket.' || way, 1, hub.body(body_),
        account || '@' || mine.desk, seen, moment
    );
    UPDATE hub.ticket t SET state = found_.state, queue = found_.queue, rule = found_.rule,
        head_start = found_.head_start, eligible_from = found_.eligible_from,
        rank_at = found_.rank_at, desk = '', "window" = '', last = made.stream || ':' || made.seq
    WHERE t.hall = mine.hall AND t.id = found_.id;
    RETURN QUERY SELECT * FROM hub.keep_claim(mine, the_claim, way, 'done', found_.id);
END $$;

CREATE OR REPLACE FUNCTION hub.may_release(
    mine hub.member, it hub.ticket, way text, the_undone text
) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce(CASE way
        WHEN 'transferred' THEN
            it.state = 'waiting' OR (it.state = 'called' AND it.desk = mine.desk)
        WHEN 'requeued' THEN
            it.state = 'called' AND (it.desk = mine.desk OR 'ticket.missed' = (
                SELECT o.kind FROM hub.op o WHERE o.hall = it.hall AND o.entity = it.id
                AND hub.desk_of(o.stream) IN (it.desk, it.hall || '/queue')
                ORDER BY o.hlc DESC, o.stream DESC, o.seq DESC LIMIT 1
            ))
        WHEN 'left' THEN it.state = 'waiting'
        WHEN 'undone' THEN
            it.last = the_undone AND EXISTS (
                SELECT 1 FROM hub.op o
                WHERE o.hall = it.hall AND o.stream = it.hall || '/queue'
                AND o.seq = split_part(the_undone, ':', 2)::bigint
                AND right(o."by", length(mine.desk) + 1) = '@' || mine.desk
                AND o.kind IN ('ticket.issued', 'ticket.claimed', 'ticket.left')
            )
    END, false)
$$;

GRANT EXECUTE ON FUNCTION
    hub.issue(text, boolean, bigint, text, timestamptz, text, text, text, text, text, integer,
        timestamptz, timestamptz),
    hub.call(text, boolean, bigint, text, text, text[], text, timestamptz, timestamptz,
        timestamptz, text),
    hub.release(text, boolean, bigint, text, text, text, text, integer, text)
TO {group};

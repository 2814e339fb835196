-- What desks do with streams: read heads, push, say how far they are. Every call is one statement.

-- The heads that this desk may see, with the hub's clock.
CREATE OR REPLACE FUNCTION hub.heads()
RETURNS TABLE (hall text, stream text, seq bigint, hash bytea, hlc bigint, clock timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT s.hall, s.id, s.have_seq, s.have_hash, s.hlc, clock_timestamp()
    FROM hub.stream s WHERE s.have_seq > 0
$$;

-- Keep a run of one stream from number `first` on, `before` being the hash before it. It is appended
-- where it follows the head; what is known is compared. Answers `done` or `gap` with the head, or
-- `fork` with the place and the hash that is here.
CREATE OR REPLACE FUNCTION hub.keep_run(
    the_hall text, the_stream text, the_owner text, first bigint, before bytea, hlcs bigint[],
    ats text[], bys text[], entities text[], kinds text[], versions integer[], bodies bytea[],
    digests bytea[], hashes bytea[]
) RETURNS TABLE (state text, seq bigint, hash bytea)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    head hub.stream;
    many integer := cardinality(hashes);
    last bigint;
    place bigint;
BEGIN
    -- They are read by their places: each counts from 1, in one dimension.
    IF (
        many BETWEEN 1 AND 1000 AND first BETWEEN 1 AND 4611686018427387904 AND before IS NOT NULL
        AND '[1:' || many || ']' = ALL (ARRAY[
            array_dims(hlcs), array_dims(ats), array_dims(bys), array_dims(entities),
            array_dims(kinds), array_dims(versions), array_dims(bodies), array_dims(digests),
            array_dims(hashes)
        ])
    ) IS NOT TRUE THEN
        RAISE EXCEPTION 'a batch of a wrong form' USING ERRCODE = 'WD007';
    END IF;
    last := first + many - 1;
    INSERT INTO hub.stream (hall, id, owner) VALUES (the_hall, the_stream, the_owner)
    ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM hub.stream s
    WHERE s.hall = the_hall AND s.id = the_stream FOR UPDATE;

    IF first > head.have_seq + 1 THEN
        RETURN QUERY SELECT 'gap', head.have_seq, head.have_hash;
        RETURN;
    END IF;
    SELECT min(o.seq) INTO place
    FROM hub.op o WHERE o.hall = the_hall AND o.stream = the_stream
    AND o.seq BETWEEN first AND last AND o.hash <> hashes[o.seq - first + 1];
    IF place IS NULL AND first = head.have_seq + 1 AND before <> head.have_hash THEN
        place := head.have_seq;
    END IF;
    IF place IS NOT NULL THEN
        RETURN QUERY SELECT 'fork', place, coalesce(
            (SELECT o.hash FROM hub.op o
             WHERE o.hall = the_hall AND o.stream = the_stream AND o.seq = place),
            head.have_hash
        );
        RETURN;
    END IF;

    IF last > head.have_seq THEN
        INSERT INTO hub.op
        SELECT the_hall, the_stream, g.seq, g.hlc, g.at, g."by", g.entity, g.kind, g.version,
            CASE WHEN NOT hub.is_erased(g.entity, g.kind) THEN g.body END,
            g.digest, coalesce(lag(g.hash) OVER (ORDER BY g.seq), before), g.hash
        FROM (
            SELECT first + n - 1 AS seq, * FROM unnest(
                hlcs, ats, bys, entities, kinds, versions, bodies, digests, hashes
            ) WITH ORDINALITY AS u (hlc, at, "by", entity, kind, version, body, digest, hash, n)
        ) g
        ON CONFLICT DO NOTHING;
        SELECT min(l.seq) INTO place FROM (
            SELECT o.*, lag(o.hlc) OVER (ORDER BY o.seq) AS earlier FROM hub.op o
            WHERE o.hall = the_hall AND o.stream = the_stream
            AND o.seq BETWEEN head.have_seq AND last
        ) l
        WHERE l.seq > head.have_seq AND (
            l.hlc <= coalesce(l.earlier, -1)
            -- No desk takes it for an op otherwise, and its stream would end there.
            OR l.hlc >= 4611686018427387904
            OR l.kind !~ '^[a-z][a-z0-9_]{0,29}[.][a-z][a-z0-9_]{0,39}$'
            OR l.at !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?[+-][0-9]{2}:[0-9]{2}$'
            OR l.version < 1 OR length(l.entity) NOT BETWEEN 1 AND 200 OR length(l."by") > 200
            OR length(l.at) > 40 OR octet_length(l.digest) <> 32
            OR (l.body IS NULL AND bodies[l.seq - first + 1] IS NULL AND l.kind NOT LIKE 'person.%')
            OR sha256(bodies[l.seq - first + 1]) <> l.digest
            OR l.hash <> hub.chain(
                l.stream, l.seq, l.hlc, l.at, l."by", l.entity, l.kind, l.version, l.digest, l.prev
            )
        );
        IF place IS NOT NULL THEN
            RAISE EXCEPTION 'an op that does not hold' USING ERRCODE = 'WD008',
                DETAIL = place::text;
        END IF;
        UPDATE hub.stream s
        SET have_seq = last, have_hash = hashes[many], hlc = hlcs[many]
        WHERE s.hall = the_hall AND s.id = the_stream;
    END IF;
    RETURN QUERY SELECT 'done', s.have_seq, s.have_hash FROM hub.stream s
        WHERE s.hall = the_hall AND s.id = the_stream;
END $$;

-- Take in a run of a desk's own stream, signed by it at its end.
CREATE OR REPLACE FUNCTION hub.ingest(
    the_stream text, first bigint, before bytea, hlcs bigint[], ats text[], bys text[],
    entities text[], kinds text[], versions integer[], bodies bytea[], digests bytea[],
    hashes bytea[], the_key text, the_signature bytea
) RETURNS TABLE (state text, seq bigint, hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    mine hub.member := hub.me();
    said record;
BEGIN
    IF hub.desk_of(the_stream) <> mine.desk OR strpos(the_stream, ':') > 0 THEN
        RAISE EXCEPTION 'another desk''s stream' USING ERRCODE = 'WD002';
    END IF;
    SELECT * INTO said FROM hub.keep_run(
        mine.hall, the_stream, mine.desk, first, before, hlcs, ats, bys, entities, kinds,
        versions, bodies, digests, hashes
    );
    IF said.state = 'done' THEN
        PERFORM hub.erase(e.entity) FROM (
            SELECT DISTINCT u.entity FROM unnest(entities, kinds) AS u (entity, kind)
            WHERE u.kind = 'person.erased' AND hub.desk_of(u.entity) = mine.desk
        ) e;
        PERFORM hub.keep_signature(
            mine, the_stream, first + cardinality(hashes) - 1, hashes[cardinality(hashes)],
            the_key, the_signature
        );
    END IF;
    RETURN QUERY SELECT said.state, said.seq, said.hash;
END $$;

CREATE OR REPLACE FUNCTION hub.keep_signature(
    mine hub.member, the_stream text, the_seq bigint, the_hash bytea, the_key text,
    the_signature bytea
) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    IF length(the_key) <> 32 OR octet_length(the_signature) <> 64 THEN
        RAISE EXCEPTION 'a signature of a wrong form' USING ERRCODE = 'WD007';
    END IF;
    INSERT INTO hub.signed_head (hall, stream, seq, hash, key, signature)
    SELECT o.hall, o.stream, o.seq, o.hash, the_key, the_signature FROM hub.op o
    WHERE o.hall = mine.hall AND o.stream = the_stream AND o.seq = the_seq AND o.hash = the_hash
    -- A witness does not sign over what another may have put there.
    ON CONFLICT (hall, stream, seq, key) DO UPDATE SET signature = excluded.signature
    WHERE hub.desk_of(excluded.stream) = mine.desk;
    RETURN FOUND;
END $$;

-- A desk of the hall signs that it has seen the pool up to this place.
CREATE OR REPLACE FUNCTION hub.witness(
    the_stream text, the_seq bigint, the_hash bytea, the_key text, the_signature bytea
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine hub.member := hub.me();
BEGIN
    IF hub.desk_of(the_stream) <> mine.hall || '/queue' THEN
        RAISE EXCEPTION 'another desk''s stream' USING ERRCODE = 'WD002';
    END IF;
    RETURN hub.keep_signature(mine, the_stream, the_seq, the_hash, the_key, the_signature);
END $$;

-- Note up to where this desk has taken in streams.
CREATE OR REPLACE FUNCTION hub.ack(streams text[], seqs bigint[], hashes bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine hub.member := hub.me();
BEGIN
    INSERT INTO hub.ack (hall, desk, stream, seq, hash, at)
    SELECT mine.hall, mine.desk, u.stream, u.seq, u.hash, clock_timestamp()
    FROM unnest(streams, seqs, hashes) AS u (stream, seq, hash)
    ON CONFLICT (hall, desk, stream) DO UPDATE
    SET seq = excluded.seq, hash = excluded.hash, at = excluded.at;
END $$;

-- Say what this desk makes of the ops up to its heads.
CREATE OR REPLACE FUNCTION hub.put_digest(the_heads bytea, the_digest bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine hub.member := hub.me();
BEGIN
    INSERT INTO hub.digest (hall, desk, heads, digest, at)
    VALUES (mine.hall, mine.desk, the_heads, the_digest, clock_timestamp())
    ON CONFLICT (hall, desk) DO UPDATE
    SET heads = excluded.heads, digest = excluded.digest, at = excluded.at;
END $$;

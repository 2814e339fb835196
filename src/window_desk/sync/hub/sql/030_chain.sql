-- The hash chain, as window_desk.storage.log makes it. `to_json` escapes a text exactly as the
-- program's own encoder does; the property is tested.

CREATE OR REPLACE FUNCTION hub.chain(
    stream text, seq bigint, hlc bigint, at text, "by" text, entity text, kind text,
    version integer, digest bytea, prev bytea
) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT sha256(
        decode('77643100', 'hex') || prev || convert_to(
            '{"at":' || to_json(at) || ',"by":' || to_json("by")
            || ',"d":"' || encode(digest, 'hex') || '","e":' || to_json(entity)
            || ',"k":' || to_json(kind) || ',"q":' || seq || ',"s":' || to_json(stream)
            || ',"t":' || hlc || ',"v":' || version || '}',
            'UTF8'
        ) || digest
    )
$$;

-- A moment as ops carry it: the centre's wall time to the millisecond, with its offset.
CREATE OR REPLACE FUNCTION hub.stamp(at timestamptz) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT to_char(at AT TIME ZONE interval '8 hours', 'YYYY-MM-DD"T"HH24:MI:SS.MS') || '+08:00'
$$;

-- Write an op to a stream of the hub's own, under the lock of its row, and give it. An empty
-- `entity` makes one, named after the op. `seen` is the caller's clock: what it has seen is before.
CREATE OR REPLACE FUNCTION hub.append(
    the_hall text, the_stream text, the_entity text, the_kind text, the_version integer,
    the_body text, the_by text, seen bigint, at timestamptz DEFAULT clock_timestamp()
) RETURNS hub.op
LANGUAGE plpgsql AS $$
DECLARE
    head hub.stream;
    made hub.op;
BEGIN
    -- One that no desk takes for an op would end the stream for all of them.
    IF length(the_by) > 200 OR length(the_entity) > 200 OR octet_length(the_body) > 65536 THEN
        RAISE EXCEPTION 'an act of a wrong form' USING ERRCODE = 'WD007';
    END IF;
    INSERT INTO hub.stream (hall, id, owner) VALUES (the_hall, the_stream, the_stream)
    ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM hub.stream s WHERE s.hall = the_hall AND s.id = the_stream FOR UPDATE;
    made.hall := the_hall;
    made.stream := the_stream;
    made.seq := head.have_seq + 1;
    made.hlc := greatest(
        head.hlc + 1, (extract(epoch FROM date_trunc('milliseconds', at)) * 1000)::bigint << 16,
        -- A clock beyond the year 2100 is not followed.
        least(coalesce(seen, 0), 4102444800000::bigint << 16) + 1
    );
    made.at := hub.stamp(date_trunc('milliseconds', at));
    made."by" := the_by;
    made.entity := coalesce(nullif(the_entity, ''), the_stream || ':' || made.seq);
    made.kind := the_kind;
    made.version := the_version;
    made.body := convert_to(the_body, 'UTF8');
    made.digest := sha256(made.body);
    made.prev := head.have_hash;
    made.hash := hub.chain(
        made.stream, made.seq, made.hlc, made.at, made."by", made.entity, made.kind,
        made.version, made.digest, made.prev
    );
    INSERT INTO hub.op SELECT made.*;
    UPDATE hub.stream s SET have_seq = made.seq, have_hash = made.hash, hlc = made.hlc
    WHERE s.hall = the_hall AND s.id = the_stream;
    RETURN made;
END $$;

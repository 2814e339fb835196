-- People's keys on their way, and people who were erased.

CREATE OR REPLACE FUNCTION hub.is_erased(entity text, kind text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT kind = 'person.recorded' AND EXISTS (
        SELECT 1 FROM hub.erased e WHERE e.hall = hub.hall_of(entity) AND e.person = entity
    )
$$;

-- Take away what is sealed of a person, for good: bodies that come later are not kept either.
CREATE OR REPLACE FUNCTION hub.erase(the_person text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO hub.erased (hall, person) VALUES (hub.hall_of(the_person), the_person)
    ON CONFLICT DO NOTHING;
    UPDATE hub.op o SET body = NULL
    WHERE o.hall = ANY (ARRAY(SELECT DISTINCT s.hall FROM hub.stream s))
    AND o.entity = the_person AND o.kind = 'person.recorded';
    DELETE FROM hub.envelope e
    WHERE e.hall = ANY (ARRAY(SELECT DISTINCT m.hall FROM hub.member m))
    AND e.to_desk = ANY (ARRAY(SELECT m.desk FROM hub.member m)) AND e.person = the_person;
END $$;

-- Leave people's keys for desks, each encrypted to its receiver. The desk that recorded the person
-- may leave another in its place; others only where there is none, or where it is asked for.
CREATE OR REPLACE FUNCTION hub.put_envelopes(to_desks text[], people text[], seals bytea[])
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine hub.member := hub.me();
    many integer;
BEGIN
    INSERT INTO hub.envelope AS old (hall, to_desk, person, sealed)
    SELECT m.hall, u.to_desk, u.person, u.sealed
    FROM unnest(to_desks, people, seals) AS u (to_desk, person, sealed)
    JOIN hub.member m ON m.hall = hub.hall_of(u.to_desk) AND m.desk = u.to_desk
        AND m.left_at IS NULL
    WHERE octet_length(u.sealed) < 4096 AND length(u.person) <= 200
    AND NOT hub.is_erased(u.person, 'person.recorded')
    ON CONFLICT (hall, to_desk, person) DO UPDATE SET sealed = excluded.sealed, taken_at = NULL
    WHERE hub.desk_of(excluded.person) = mine.desk
    OR (old.sealed IS NULL AND old.taken_at IS NULL);
    GET DIAGNOSTICS many = ROW_COUNT;
    RETURN many;
END $$;

-- Ask for the keys of people whose acts are here: they were lost with what this desk lost.
CREATE OR REPLACE FUNCTION hub.want_keys(people text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine hub.member := hub.me();
BEGIN
    INSERT INTO hub.envelope (hall, to_desk, person)
    SELECT mine.hall, mine.desk, u.person FROM unnest(people) AS u (person)
    WHERE length(u.person) <= 200 AND NOT hub.is_erased(u.person, 'person.recorded')
    ON CONFLICT (hall, to_desk, person) DO UPDATE SET taken_at = NULL;
END $$;

-- Take away what is sealed of people whom this desk recorded and another, to which all of their
-- cases went, erased: which desk may do that only the desks can tell.
CREATE OR REPLACE FUNCTION hub.forget(people text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine hub.member := hub.me();
BEGIN
    PERFORM hub.erase(u.person) FROM unnest(people) AS u (person)
    WHERE hub.desk_of(u.person) = mine.desk;
END $$;

-- What was left for this desk is there now: it need not lie here. What a desk left for itself, in
-- case that it is restored from a backup, stays. An envelope that was being left while its person was
-- erased was seen by neither; whoever takes it takes it away.
CREATE OR REPLACE FUNCTION hub.take_envelopes(people text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine hub.member := hub.me();
BEGIN
    DELETE FROM hub.envelope e
    WHERE e.hall = mine.hall AND e.to_desk = mine.desk AND e.person = ANY (people)
    AND hub.is_erased(e.person, 'person.recorded');
    UPDATE hub.envelope e SET taken_at = clock_timestamp(),
        sealed = CASE WHEN hub.desk_of(e.person) = mine.desk THEN e.sealed END
    WHERE e.hall = mine.hall AND e.to_desk = mine.desk AND e.person = ANY (people);
END $$;

-- The proofs of those who joined, for the keeper to check.
CREATE OR REPLACE FUNCTION hub.proofs()
RETURNS TABLE (desk text, public text, recipient text, proof bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.desk, m.public, m.recipient, m.proof FROM hub.member m
    WHERE m.joined_at IS NOT NULL AND m.left_at IS NULL AND hub.is_keeper()
$$;

-- Whoever is connected, and what that desk may see. `session_user` is the login itself: neither
-- SET ROLE nor a function of the owner changes it.

CREATE OR REPLACE FUNCTION hub.me() RETURNS hub.member
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine hub.member;
BEGIN
    SELECT * INTO mine FROM hub.member m
    WHERE m.login = session_user AND m.left_at IS NULL AND m.joined_at IS NOT NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no member of this hub' USING ERRCODE = 'WD001';
    END IF;
    RETURN mine;
END $$;

-- The halls that this desk reads whole.
CREATE OR REPLACE FUNCTION hub.my_halls() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE m.role
        WHEN 'city' THEN ARRAY(SELECT DISTINCT s.hall FROM hub.stream s)
        ELSE m.halls || m.hall
    END
    FROM hub.member m
    WHERE m.login = session_user AND m.left_at IS NULL AND m.joined_at IS NOT NULL
$$;

-- The desks of other halls whose streams it reads: the keeper, the city, and the departments
-- that serve its hall.
CREATE OR REPLACE FUNCTION hub.my_desks() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY(
        SELECT o.desk FROM hub.member o
        WHERE o.role IN ('keeper', 'city')
           OR (o.role = 'department' AND (m.hall = ANY (o.halls) OR m.halls && o.halls))
    )
    FROM hub.member m
    WHERE m.login = session_user AND m.left_at IS NULL AND m.joined_at IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION hub.is_keeper() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM hub.member m
        WHERE m.login = session_user AND m.role = 'keeper' AND m.left_at IS NULL
    )
$$;

-- The desk that writes a stream, or made an entity: `h7/desk3` of `h7/desk3.2:41`. Policies use it
-- and the next as whoever looks: with the schema in each name nobody's own function comes first, and
-- unlike a path of their own that lets the planner write them out.
CREATE OR REPLACE FUNCTION hub.desk_of(name text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT pg_catalog.regexp_replace(pg_catalog.split_part(name, ':', 1), '[.][1-9][0-9]{0,9}$', '')
$$;

CREATE OR REPLACE FUNCTION hub.hall_of(name text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT pg_catalog.split_part(name, '/', 1)
$$;

-- Who runs this hub, for whoever is asked in: the code that he has says who it has to be.
CREATE OR REPLACE FUNCTION hub.keeper() RETURNS TABLE (desk text, public text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.desk, m.public FROM hub.member m WHERE m.role = 'keeper' AND m.left_at IS NULL
$$;

-- What PostgreSQL keeps for a role: its login, in one group, with a password that it never saw.
CREATE OR REPLACE FUNCTION hub.invite(
    the_desk text, the_role text, the_login text, verifier text, the_lane text,
    the_halls text[], until timestamptz
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    given text := nullif(the_lane, '');
BEGIN
    IF NOT hub.is_keeper() THEN
        RAISE EXCEPTION 'only the keeper invites' USING ERRCODE = 'WD002';
    END IF;
    IF verifier !~ '^SCRAM-SHA-256[$][0-9]+:[A-Za-z0-9+/=]+[$][A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' THEN
        RAISE EXCEPTION 'a password in clear' USING ERRCODE = 'WD003';
    END IF;
    -- Two invitations at once must not be given one lane.
    PERFORM 1 FROM hub.about a WHERE a.key = 'version' FOR UPDATE;
    IF EXISTS (
        SELECT 1 FROM hub.member m WHERE m.hall = hub.hall_of(the_desk) AND m.desk = the_desk
        AND (m.joined_at IS NOT NULL OR m.left_at IS NOT NULL)
    ) THEN
        RAISE EXCEPTION 'the name was used' USING ERRCODE = 'WD004';
    END IF;
    PERFORM hub.drop_login(m.login) FROM hub.member m
        WHERE m.hall = hub.hall_of(the_desk) AND m.desk = the_desk;
    DELETE FROM hub.member m WHERE m.hall = hub.hall_of(the_desk) AND m.desk = the_desk;
    IF given IS NULL AND the_role = 'window' THEN
        SELECT min(n)::text INTO given FROM generate_series(1, 999) n
        WHERE NOT hub.is_lane_used(hub.hall_of(the_desk), n::text);
    END IF;
    IF hub.is_lane_used(hub.hall_of(the_desk), given) THEN
        RAISE EXCEPTION 'the lane was given' USING ERRCODE = 'WD005';
    END IF;
    INSERT INTO hub.member (hall, desk, role, login, lane, halls, expires_at)
    VALUES (hub.hall_of(the_desk), the_desk, the_role, the_login, given, the_halls, until);
    EXECUTE format(
        'CREATE ROLE %I LOGIN PASSWORD %L VALID UNTIL %L CONNECTION LIMIT 20 IN ROLE %I',
        the_login, verifier, until, (SELECT a.value FROM hub.about a WHERE a.key = 'group')
    );
    EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', the_login, '5s');
    RETURN given;
END $$;

-- Whether a desk of the hall has this lane. The numbers of one that left are in hands until the
-- evening.
CREATE OR REPLACE FUNCTION hub.is_lane_used(the_hall text, the_lane text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM hub.member m WHERE m.hall = the_hall AND (
            m.lane = the_lane OR m.had_lane = the_lane
            AND (m.left_at AT TIME ZONE interval '8 hours')::date
            = (clock_timestamp() AT TIME ZONE interval '8 hours')::date
        )
    )
$$;

-- End what a login still has open: it can hold the locks of a transaction for as long as it likes.
-- Whoever made a role may be in it, and whoever is in it may end its sessions.
CREATE OR REPLACE FUNCTION hub.end_sessions(the_login text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('GRANT %I TO %I', the_login, current_user);
    PERFORM pg_terminate_backend(a.pid, 500) FROM pg_stat_activity a
    WHERE a.usename = the_login AND a.pid <> pg_backend_pid();
END $$;

-- Take a login away. One that made something for itself, such as a large object, cannot be dropped
-- before that is; it opens nothing any more.
CREATE OR REPLACE FUNCTION hub.drop_login(the_login text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = the_login) THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN', the_login);
        PERFORM hub.end_sessions(the_login);
        BEGIN
            EXECUTE format('DROP ROLE %I', the_login);
        EXCEPTION WHEN dependent_objects_still_exist THEN
            NULL;
        END;
    END IF;
END $$;

-- Use an invitation, once: the desk's key and recipient, the proof for the keeper, and another
-- password. The same again is no fault: its answer may have been lost.
CREATE OR REPLACE FUNCTION hub.enroll(
    the_public text, the_recipient text, the_proof bytea, verifier text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    mine hub.member;
BEGIN
    IF coalesce(verifier, '') !~ '^SCRAM-SHA-256[$][0-9]+:[A-Za-z0-9+/=]+[$][A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' THEN
        RAISE EXCEPTION 'a password in clear' USING ERRCODE = 'WD003';
    END IF;
    SELECT * INTO mine FROM hub.member m
    WHERE m.login = session_user AND m.left_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no member of this hub' USING ERRCODE = 'WD001';
    END IF;
    IF mine.joined_at IS NOT NULL AND mine.public <> the_public THEN
        RAISE EXCEPTION 'the invitation was used' USING ERRCODE = 'WD006';
    END IF;
    -- The keeper reads them with every round.
    IF (
        the_public ~ '^[A-Za-z0-9+/]{43}=$' AND the_recipient ~ '^age1[a-z0-9]{58}$'
        AND octet_length(the_proof) = 32
    ) IS NOT TRUE THEN
        RAISE EXCEPTION 'a key or a proof of a wrong form' USING ERRCODE = 'WD007';
    END IF;
    UPDATE hub.member m
    SET public = the_public, recipient = the_recipient, proof = the_proof,
        joined_at = coalesce(m.joined_at, clock_timestamp())
    WHERE m.hall = mine.hall AND m.desk = mine.desk;
    EXECUTE format('ALTER ROLE %I PASSWORD %L VALID UNTIL %L', mine.login, verifier, 'infinity');
END $$;

-- A desk takes itself out, or the keeper another one. Its name and its acts stay.
CREATE OR REPLACE FUNCTION hub.remove(the_desk text, the_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    its hub.member;
BEGIN
    IF hub.is_keeper() THEN
        -- Also the lock of its own row.
        PERFORM hub.end_sessions(m.login) FROM hub.member m
        WHERE m.hall = hub.hall_of(the_desk) AND m.desk = the_desk AND m.left_at IS NULL
        AND m.login <> session_user AND EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = m.login);
    END IF;
    SELECT * INTO its FROM hub.member m
    WHERE m.hall = hub.hall_of(the_desk) AND m.desk = the_desk FOR UPDATE;
    IF NOT FOUND OR its.left_at IS NOT NULL THEN
        RAISE EXCEPTION 'no member of this hub' USING ERRCODE = 'WD001';
    END IF;
    IF its.login <> session_user AND NOT hub.is_keeper() THEN
        RAISE EXCEPTION 'only the keeper removes' USING ERRCODE = 'WD002';
    END IF;
    IF its.joined_at IS NULL THEN
        -- An invitation that nobody used leaves nothing behind; its name is free again.
        DELETE FROM hub.member m WHERE m.hall = its.hall AND m.desk = its.desk;
    END IF;
    UPDATE hub.member m SET left_at = clock_timestamp(), reason = the_reason,
        had_lane = m.lane, lane = NULL
    WHERE m.hall = its.hall AND m.desk = its.desk;
    DELETE FROM hub.envelope e WHERE e.hall = its.hall AND e.to_desk = its.desk;
    IF its.login = session_user THEN
        -- Nobody drops the role that he is connected with: it opens nothing any more.
        EXECUTE format('ALTER ROLE %I NOLOGIN', its.login);
    ELSE
        PERFORM hub.drop_login(its.login);
    END IF;
END $$;

-- Who sees what. Nobody writes a table: what may be written is written by the functions above.

GRANT USAGE ON SCHEMA hub TO {group};
GRANT SELECT ON hub.about, hub.stream, hub.op, hub.signed_head, hub.ack, hub.digest, hub.envelope,
    hub.erased, hub.returned TO {group};
GRANT SELECT (hall, desk, role, lane, halls, public, recipient, joined_at, left_at, reason,
    expires_at) ON hub.member TO {group};

GRANT EXECUTE ON FUNCTION
    hub.my_halls(), hub.my_desks(), hub.is_keeper(), hub.desk_of(text), hub.hall_of(text),
    hub.invite(text, text, text, text, text, text[], timestamptz), hub.remove(text, text),
    hub.enroll(text, text, bytea, text), hub.proofs(), hub.keeper(), hub.heads(),
    hub.ingest(text, bigint, bytea, bigint[], text[], text[], text[], text[], integer[], bytea[],
        bytea[], bytea[], text, bytea),
    hub.witness(text, bigint, bytea, text, bytea), hub.ack(text[], bigint[], bytea[]),
    hub.put_digest(bytea, bytea), hub.put_envelopes(text[], text[], bytea[]),
    hub.take_envelopes(text[]), hub.forget(text[]), hub.want_keys(text[])
TO {group};

ALTER TABLE hub.about ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.member ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.stream ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.op ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.signed_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.ack ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.digest ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.envelope ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.erased ENABLE ROW LEVEL SECURITY;
ALTER TABLE hub.returned ENABLE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS seen ON hub.about;
CREATE POLICY seen ON hub.about FOR SELECT TO {group} USING (true);

DROP POLICY IF EXISTS seen ON hub.member;
CREATE POLICY seen ON hub.member FOR SELECT TO {group} USING (
    hall = ANY ((SELECT hub.my_halls())::text[]) OR desk = ANY ((SELECT hub.my_desks())::text[])
    OR (SELECT hub.is_keeper())
);

DROP POLICY IF EXISTS seen ON hub.stream;
CREATE POLICY seen ON hub.stream FOR SELECT TO {group} USING (
    hall = ANY ((SELECT hub.my_halls())::text[]) OR owner = ANY ((SELECT hub.my_desks())::text[])
);

DROP POLICY IF EXISTS seen ON hub.op;
CREATE POLICY seen ON hub.op FOR SELECT TO {group} USING (
    hall = ANY ((SELECT hub.my_halls())::text[])
    OR hub.desk_of(stream) = ANY ((SELECT hub.my_desks())::text[])
);

DROP POLICY IF EXISTS seen ON hub.signed_head;
CREATE POLICY seen ON hub.signed_head FOR SELECT TO {group} USING (
    hall = ANY ((SELECT hub.my_halls())::text[])
    OR hub.desk_of(stream) = ANY ((SELECT hub.my_desks())::text[])
);

DROP POLICY IF EXISTS seen ON hub.ack;
CREATE POLICY seen ON hub.ack FOR SELECT TO {group} USING (
    hall = ANY ((SELECT hub.my_halls())::text[]) OR desk = ANY ((SELECT hub.my_desks())::text[])
);

DROP POLICY IF EXISTS seen ON hub.digest;
CREATE POLICY seen ON hub.digest FOR SELECT TO {group} USING (
    hall = ANY ((SELECT hub.my_halls())::text[])
);

-- Its content opens for the receiver alone; that it is there is for the whole hall to know.
DROP POLICY IF EXISTS seen ON hub.envelope;
CREATE POLICY seen ON hub.envelope FOR SELECT TO {group} USING (
    hall = ANY ((SELECT hub.my_halls())::text[])
    OR hub.hall_of(person) = ANY ((SELECT hub.my_halls())::text[])
);

DROP POLICY IF EXISTS seen ON hub.erased;
CREATE POLICY seen ON hub.erased FOR SELECT TO {group} USING (
    hall = ANY ((SELECT hub.my_halls())::text[])
);

DROP POLICY IF EXISTS seen ON hub.returned;
CREATE POLICY seen ON hub.returned FOR SELECT TO {group} USING (
    hall = ANY ((SELECT hub.my_halls())::text[]) OR (SELECT hub.is_keeper())
);

-- The tables of a hub. `hall`, the first part of a desk's name, leads every key: it is what a
-- database of several machines distributes by.

CREATE TABLE IF NOT EXISTS hub.about (
    key text PRIMARY KEY,
    value text NOT NULL
);

-- Who joined. `login` is the role in PostgreSQL; `halls` are those that a department serves.
CREATE TABLE IF NOT EXISTS hub.member (
    hall text NOT NULL,
    desk text NOT NULL,
    role text NOT NULL CHECK (role IN ('window', 'department', 'city', 'keeper')),
    login text NOT NULL UNIQUE,
    lane text,
    halls text[] NOT NULL DEFAULT '{}',
    expires_at timestamptz NOT NULL,
    public text,
    recipient text,
    proof bytea,
    joined_at timestamptz,
    left_at timestamptz,
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (hall, desk),
    UNIQUE (hall, lane)
);
ALTER TABLE hub.member ADD COLUMN IF NOT EXISTS had_lane text;

CREATE TABLE IF NOT EXISTS hub.stream (
    hall text NOT NULL,
    id text NOT NULL,
    owner text NOT NULL,
    have_seq bigint NOT NULL DEFAULT 0,
    have_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    hlc bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (hall, id)
);

CREATE TABLE IF NOT EXISTS hub.op (
    hall text NOT NULL,
    stream text NOT NULL,
    seq bigint NOT NULL,
    hlc bigint NOT NULL,
    at text NOT NULL,
    "by" text NOT NULL,
    entity text NOT NULL,
    kind text NOT NULL,
    version integer NOT NULL,
    body bytea,
    digest bytea NOT NULL,
    prev bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (hall, stream, seq)
);
CREATE INDEX IF NOT EXISTS op_entity ON hub.op (hall, entity);

-- A place in a stream with the signature of its writer, or of a witness of the pool.
CREATE TABLE IF NOT EXISTS hub.signed_head (
    hall text NOT NULL,
    stream text NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    key text NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (hall, stream, seq, key)
);

-- How far a desk has taken in a stream.
CREATE TABLE IF NOT EXISTS hub.ack (
    hall text NOT NULL,
    desk text NOT NULL,
    stream text NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (hall, desk, stream)
);

-- What a desk makes of the ops up to the same heads.
CREATE TABLE IF NOT EXISTS hub.digest (
    hall text NOT NULL,
    desk text NOT NULL,
    heads bytea NOT NULL,
    digest bytea NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (hall, desk)
);

-- A person's key, encrypted to one desk; `hall` is the receiver's.
CREATE TABLE IF NOT EXISTS hub.envelope (
    hall text NOT NULL,
    to_desk text NOT NULL,
    person text NOT NULL,
    sealed bytea,
    taken_at timestamptz,
    PRIMARY KEY (hall, to_desk, person)
);
CREATE INDEX IF NOT EXISTS envelope_waiting ON hub.envelope (hall, to_desk) WHERE taken_at IS NULL;

-- Acts of a queue that a desk gave back to a hub that had lost them. Nothing here can check more of
-- them than that they follow: they stand on that desk's word.
CREATE TABLE IF NOT EXISTS hub.returned (
    hall text NOT NULL,
    stream text NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    desk text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (hall, stream, first)
);

-- People whose own desk erased them; `hall` is that desk's.
CREATE TABLE IF NOT EXISTS hub.erased (
    hall text NOT NULL,
    person text NOT NULL,
    PRIMARY KEY (hall, person)
);

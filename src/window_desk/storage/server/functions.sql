-- What SQLite has and PostgreSQL has not, or has otherwise; found before PostgreSQL's own.

DROP OPERATOR IF EXISTS ->> (text, integer);
DROP DOMAIN IF EXISTS blob;

CREATE DOMAIN blob AS bytea;

CREATE OR REPLACE FUNCTION json_each(document text) RETURNS TABLE (key bigint, value text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT place - 1, element FROM pg_catalog.jsonb_array_elements_text(document::jsonb)
          WITH ORDINALITY AS each (element, place) $$;

CREATE OR REPLACE FUNCTION json_extract(document text, path text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT pg_catalog.jsonb_path_query_first(document::jsonb, path::jsonpath) #>> '{}' $$;

CREATE OR REPLACE FUNCTION json_element(document text, place integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT document::jsonb OPERATOR(pg_catalog.->>) place $$;

CREATE OPERATOR ->> (LEFTARG = text, RIGHTARG = integer, FUNCTION = json_element);

CREATE OR REPLACE FUNCTION instr(within text, wanted text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.strpos(within, wanted) $$;

CREATE OR REPLACE FUNCTION instr(within bytea, wanted bytea) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.position(within, wanted) $$;

CREATE OR REPLACE FUNCTION substr(whole text, first bigint) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.substr(whole, first::integer) $$;

CREATE OR REPLACE FUNCTION upper(whole text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.upper(whole COLLATE "C") $$;

CREATE OR REPLACE FUNCTION min(one text, other text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN one IS NULL OR other IS NULL THEN NULL
          WHEN one COLLATE "C" <= other COLLATE "C" THEN one ELSE other END $$;

CREATE OR REPLACE FUNCTION max(one bigint, other bigint) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN one IS NULL OR other IS NULL THEN NULL
          WHEN one >= other THEN one ELSE other END $$;

CREATE OR REPLACE FUNCTION date(seconds bigint, kind text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT pg_catalog.to_char(
          timestamp '1970-01-01' + seconds * interval '1 second', 'YYYY-MM-DD') $$;

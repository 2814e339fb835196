-- Begin anew with rights: whatever an earlier version or a hand gave is taken back. The files that
-- follow give what is meant. Everything is one transaction. No text in them has a backslash: what it
-- means in a function is up to a setting of whoever calls.

CREATE SCHEMA IF NOT EXISTS hub;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
REVOKE ALL ON SCHEMA hub FROM PUBLIC, {group};
REVOKE ALL ON ALL TABLES IN SCHEMA hub FROM PUBLIC, {group};
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA hub FROM PUBLIC, {group};

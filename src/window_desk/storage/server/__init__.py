"""A desk in a database on a PostgreSQL server; loaded only where there is one."""

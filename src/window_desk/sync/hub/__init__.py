"""The hub: a PostgreSQL database through which desks exchange what they write."""

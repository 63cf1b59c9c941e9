"""Migrations: the schema, from one released revision to the next."""

"""Database: SQLAlchemy Core over SQLite or PostgreSQL; rows mapped by hand.

In: nothing.
Out: nothing; import the module you mean.
"""

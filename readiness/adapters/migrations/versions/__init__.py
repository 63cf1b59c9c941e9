"""Versions: one file a revision."""

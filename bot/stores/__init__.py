"""Remembers: one contract, one file per kind of store."""

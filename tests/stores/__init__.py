"""Tests of the stores: one contract for all of them, and what only one of them can do wrong."""

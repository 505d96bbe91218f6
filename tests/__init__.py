"""Tests, in the folders of the house they check."""

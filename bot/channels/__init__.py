"""Translates: protocol in and out, no decisions; a few files for each platform."""

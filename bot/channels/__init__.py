"""Translates: one file per channel, protocol in and out, no decisions."""

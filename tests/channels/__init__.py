"""Channels against their platforms on the loopback."""

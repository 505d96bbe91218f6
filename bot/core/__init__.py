"""Decides; touches no clock, network, file, database, environment, log or randomness."""

"""Steg: from an owner's problem to one way of working, one office to talk to, and money that may fit."""

"""Keeps the platforms' libraries out of the log: what they write holds texts, names, addresses and tokens."""

import logging

SILENT = logging.CRITICAL + 1


def hush(*libraries: str, below: int = SILENT) -> None:
    """Has libraries log nothing below a level."""
    for library in libraries:
        logging.getLogger(library).setLevel(below)


def silent_logger(name: str) -> logging.Logger:
    """A logger for a library that is handed one; it is not one of logging's own, so no setting wakes it."""
    return logging.Logger(name, SILENT)

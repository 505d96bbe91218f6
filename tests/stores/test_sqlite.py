"""The SQLite store: the contract, and what only a file on a disk can do wrong."""

import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database, Migrations

from bot.core.conversation import CHANNELS, Event, Given, Reply, Said, Session, Turn
from bot.errors import StoreUnreachable
from bot.stores import sqlite, sqlite_schema
from bot.stores.sqlite import SqliteStore
from bot.stores.sqlite_schema import APPLICATION_ID, accounts, first_tables, stamp
from tests.fakes import NOW, OWNER, FakeLog, keep, message, read, said, session, turn
from tests.stores.contract import SECRET, OpenStore, StoreContract, full_turn, heads

PARTS = ("", "-wal", "-shm")  # of a database: the file, its log, and the log's index


class TestSqlite(StoreContract):
    """The contract on a file."""

    @pytest.fixture
    def open_store(self, tmp_path: Path) -> OpenStore:
        """The same file each time."""
        return partial(SqliteStore, str(tmp_path / "steg.db"))


class TestSqliteInMemory(StoreContract):
    """The contract without a file, as far as it can hold: nobody else sees it, and closing it ends it."""

    @pytest.fixture
    def open_store(self) -> OpenStore:
        """A new database each time."""
        return partial(SqliteStore, ":memory:")

    @pytest.mark.parametrize("by_others", ["threads only"])
    def test_two_processes_answer_a_message_once(self, by_others: str) -> None:  # type: ignore[override]
        """Another process has no way to this database."""

    test_two_workers_settle_a_follow_up_once = test_two_processes_answer_a_message_once  # type: ignore[assignment]
    test_what_was_kept_is_there_after_the_store_is_opened_anew = (  # type: ignore[assignment]
        test_two_processes_answer_a_message_once
    )
    test_a_reply_that_was_not_marked_as_sent_is_sent_again = (  # type: ignore[assignment]
        test_two_processes_answer_a_message_once
    )

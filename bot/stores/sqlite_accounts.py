"""Remembers in SQLite who may log in and who is logged in, on the connection of the store."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from bot.core.accounts import Account
from bot.stores.sqlite_schema import stamp

Writing = Callable[[], AbstractContextManager[sqlite3.Connection]]
Rows = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]


class SqliteAccounts:
    """Accounts and logins; ``writing`` and ``rows`` are the store's own ways to its connection."""

    def __init__(self, writing: Writing, rows: Rows) -> None:
        self._writing, self._rows = writing, rows

    def add(self, account: Account) -> bool:
        """Adds an account; False when the name is taken."""
        with self._writing() as connection:
            values = (account.name, account.role, account.password_hash)
            return (
                connection.execute(
                    "insert or ignore into accounts values (?, ?, ?)", values
                ).rowcount
                == 1
            )

    def get(self, name: str) -> Account | None:
        """The account of a name."""
        rows = self._rows("select name, role, password_hash from accounts where name = ?", (name,))
        return Account(*rows[0]) if rows else None

    def all(self) -> Sequence[Account]:
        """Every account, by name."""
        rows = self._rows("select name, role, password_hash from accounts order by name", ())
        return [Account(*row) for row in rows]

    def new_password(self, name: str, password_hash: str) -> bool:
        """Changes a password and ends the logins made with the old one; False when nobody is called so."""
        with self._writing() as connection:
            connection.execute("delete from logins where name = ?", (name,))
            changed = connection.execute(
                "update accounts set password_hash = ? where name = ?", (password_hash, name)
            )
            return changed.rowcount == 1

    def remove(self, name: str) -> bool:
        """Removes an account with its logins; False when nobody is called so."""
        with self._writing() as connection:
            connection.execute("delete from logins where name = ?", (name,))
            return connection.execute("delete from accounts where name = ?", (name,)).rowcount == 1

    def log_in(self, token_hash: str, account: Account, now: datetime, ends_at: datetime) -> bool:
        """Keeps a login and removes those that ended; False when the account or its password has gone."""
        with self._writing() as connection:
            connection.execute("delete from logins where ends_at <= ?", (stamp(now),))
            kept = connection.execute(
                "insert into logins select ?, name, ? from accounts where name = ? and password_hash = ?",
                (token_hash, stamp(ends_at), account.name, account.password_hash),
            )
            return kept.rowcount == 1

    def logged_in(self, token_hash: str, now: datetime) -> Account | None:
        """The account a login belongs to, with the role it has now; None when the login ended."""
        rows = self._rows(
            "select a.name, a.role, a.password_hash from logins l join accounts a on a.name = l.name "
            "where l.token_hash = ? and l.ends_at > ?",
            (token_hash, stamp(now)),
        )
        return Account(*rows[0]) if rows else None

    def log_out(self, token_hash: str) -> None:
        """Ends a login."""
        with self._writing() as connection:
            connection.execute("delete from logins where token_hash = ?", (token_hash,))

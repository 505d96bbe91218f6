"""The command ``steg staff``: adds, removes and lists those who log in to the desk and the staff page."""

import sys
from getpass import getpass

from tabulate import tabulate

from bot.core.accounts import (
    LEAST_ROLE,
    Account,
    Role,
    account_name,
    why_not_name,
    why_not_password,
)
from bot.errors import SettingWrong
from bot.passwords import hashed
from bot.stores.port import Accounts


def staff(accounts: Accounts, action: str, name: str | None, role: Role | None) -> int:
    """Does one action; 0 done, 1 the name is taken or unknown.

    Raises:
        SettingWrong: a name is missing or cannot be used, or the password cannot.
    """
    if role and action != "add":
        raise SettingWrong(
            "--role goes with 'add'; to change a role, remove the account and add it again"
        )
    if action == "list":
        print(_listed(accounts))
        return 0
    if name is None:
        raise SettingWrong(f"say whom: steg staff {action} NAME")
    name = account_name(name)
    if action == "add":
        return _add(accounts, name, role or LEAST_ROLE)
    unknown = f"there is no account {name}"
    if action == "remove":
        return _told(accounts.remove(name), f"{name}: removed", unknown)
    return _told(_change_password(accounts, name), f"{name}: has a new password", unknown)


def _add(accounts: Accounts, name: str, role: Role) -> int:
    if fault := why_not_name(name):
        raise SettingWrong(fault)
    taken = f"there is an account {name} already; give it a new password with: steg staff password {name}"
    if accounts.get(name):
        return _told(False, "", taken)
    added = accounts.add(Account(name, role, hashed(_asked_password())))
    return _told(added, f"{name}: added as {role}", taken)


def _change_password(accounts: Accounts, name: str) -> bool:
    return accounts.get(name) is not None and accounts.new_password(name, hashed(_asked_password()))


def _asked_password() -> str:
    """A new password: asked for twice in a terminal, else the first line of standard input."""
    password = _typed_twice() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if fault := why_not_password(password):
        raise SettingWrong(fault)
    return password


def _typed_twice() -> str:
    password = getpass("password: ")
    if getpass("once more: ") != password:
        raise SettingWrong("the two passwords differ; nothing was changed, try again")
    return password


def _listed(accounts: Accounts) -> str:
    found = accounts.all()
    if not found:
        return "nobody can log in yet; make an account: steg staff add NAME --role admin"
    return tabulate([(a.name, a.role) for a in found], headers=("name", "role"), tablefmt="simple")


def _told(done: bool, yes: str, no: str) -> int:
    print(yes if done else f"steg: {no}", file=sys.stdout if done else sys.stderr)
    return 0 if done else 1

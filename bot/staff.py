"""The command ``steg staff``: adds, removes and lists those who log in to the desk and the staff page."""

import sys
from collections.abc import Callable
from getpass import getpass

from tabulate import tabulate

from bot.core.accounts import (
    LEAST_ROLE,
    NAME_CLAIM,
    NOT_A_HASH,
    Account,
    Role,
    account_name,
    why_not_name,
    why_not_password,
)
from bot.core.audit import Deed
from bot.errors import SettingWrong
from bot.passwords import hashed
from bot.stores.port import Accounts


def staff(
    accounts: Accounts,
    action: str,
    name: str | None,
    role: Role | None,
    openid: str | None = None,
    *,
    keep: Callable[[Deed, str], None] = lambda deed, about: None,
) -> int:
    """Does one action; 0 done, 1 the name is taken, unknown, or has no password to change.

    Args:
        keep: remembers what was done, and to which account.
        openid: for somebody who logs in with the OpenID Connect provider, which claim has the name.

    Raises:
        SettingWrong: a name is missing or cannot be used, or the password cannot.
    """
    if openid and action != "add":
        raise SettingWrong(
            "--openid goes with 'add'; to change how somebody logs in, remove the account and add it again"
        )
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
        return _kept(_add(accounts, name, role or LEAST_ROLE, openid), "account-added", name, keep)
    unknown = f"there is no account {name}"
    if action == "remove":
        removed = _told(accounts.remove(name), f"{name}: removed", unknown)
        return _kept(removed, "account-removed", name, keep)
    found = accounts.get(name)
    if found and not found.has_password:
        why = f"{name} logs in with OpenID Connect; for a password, remove the account and add it again"
        return _told(False, "", why)
    changed = _told(_change_password(accounts, name), f"{name}: has a new password", unknown)
    return _kept(changed, "password-changed", name, keep)


def _kept(code: int, deed: Deed, name: str, keep: Callable[[Deed, str], None]) -> int:
    """The exit code, after what was done is remembered; what was not done is not."""
    if code == 0:
        keep(deed, name)
    return code


def _add(accounts: Accounts, name: str, role: Role, openid: str | None) -> int:
    if fault := why_not_name(name):
        raise SettingWrong(fault)
    if openid == NAME_CLAIM and "@" not in name:
        raise SettingWrong(f"{name} is no e-mail address; write the one the provider knows them by")
    if found := accounts.get(name):
        return _told(False, "", _taken(found))
    password_hash = NOT_A_HASH if openid else hashed(_asked_password())
    account = Account(name, role, password_hash)
    way = ", logs in with OpenID Connect" if openid else ""
    return _told(accounts.add(account), f"{name}: added as {role}{way}", _taken(account))


def _taken(account: Account) -> str:
    change = f"steg staff {'password' if account.has_password else 'remove'} {account.name}"
    what = "give it a new password" if account.has_password else "remove it first"
    return f"there is an account {account.name} already; {what} with: {change}"


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
    rows = [(a.name, a.role, "password" if a.has_password else "OpenID Connect") for a in found]
    return tabulate(rows, headers=("name", "role", "logs in with"), tablefmt="simple")


def _told(done: bool, yes: str, no: str) -> int:
    print(yes if done else f"steg: {no}", file=sys.stdout if done else sys.stderr)
    return 0 if done else 1

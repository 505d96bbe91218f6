"""Accounts and logins: what is kept, when a login ends, how long to wait, and the command for them."""

import io
import re
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from bot.cli import main
from bot.core.accounts import (
    LEAST_PASSWORD,
    MOST_PASSWORD,
    ROLES,
    Account,
    account_name,
    may_open,
    opens,
    why_not_name,
    why_not_password,
)
from bot.passwords import hashed, matches
from bot.stores.sqlite import SqliteStore
from bot.stores.sqlite_schema import APPLICATION_ID, steps
from bot.web.tries import (
    FIRST_WAIT,
    FORGOTTEN_AFTER,
    FREE_FOR_A_NAME,
    FREE_FOR_AN_ADDRESS,
    LONGEST_FOR_A_NAME,
    LONGEST_FOR_AN_ADDRESS,
    MOST_REMEMBERED,
    Tries,
)
from tests.web.site import NOW

KARI = Account("kari", "adviser", "a hash")
LATER = NOW + timedelta(hours=1)
PASSWORD = "en ku på taket"


# ---- who may do what ----


def test_each_role_opens_its_own_pages_and_admin_opens_all() -> None:
    assert {role: opens(role) for role in ROLES} == {
        "adviser": ("desk",),
        "staff": ("staff",),
        "admin": ("desk", "staff"),
    }
    assert not may_open("staff", "desk")


def test_a_name_is_the_same_however_it_is_typed() -> None:
    assert account_name(" Ka\u030are ") == account_name("kåre") == "kåre"


@pytest.mark.parametrize("name", ["kari", "kåre", "k.nordmann@steg.no", "3d", "åse-marie_2+x"])
def test_names_people_have_can_be_used(name: str) -> None:
    assert why_not_name(name) is None


@pytest.mark.parametrize(
    "name", ["", "k", ".kari", "kari nordmann", "<b>", "kari\n", "a" * 65, "kari;--"]
)
def test_other_names_are_refused_with_what_to_write_instead(name: str) -> None:
    fault = why_not_name(name)
    assert fault
    assert "write 2 to 64" in fault


def test_a_password_has_a_least_and_a_greatest_length_and_is_never_quoted() -> None:
    short, long = "å" * (LEAST_PASSWORD - 1), "å" * (MOST_PASSWORD + 1)
    faults = [why_not_password(short), why_not_password(long)]
    assert all(faults)
    assert "å" not in "".join(str(fault) for fault in faults)
    assert why_not_password("å" * LEAST_PASSWORD) is why_not_password("å" * MOST_PASSWORD) is None


# ---- passwords ----


def test_a_password_matches_its_own_hash_only() -> None:
    kept = hashed(PASSWORD)
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept
    assert matches(PASSWORD, kept)
    assert not matches(PASSWORD + " ", kept)


def test_two_hashes_of_one_password_differ() -> None:
    assert hashed(PASSWORD) != hashed(PASSWORD)


def test_a_letter_typed_in_two_pieces_is_the_same_letter() -> None:
    assert matches("en ku pa\u030a taket", hashed("en ku på taket"))


@pytest.mark.parametrize("broken", [None, "", "not a hash", "$argon2id$v=19$"])
def test_nothing_matches_without_a_hash(broken: str | None) -> None:
    assert not matches("", broken)
    assert not matches(PASSWORD, broken)


# ---- what is kept ----


def test_a_name_is_taken_once() -> None:
    accounts = SqliteStore(":memory:").accounts
    assert accounts.add(KARI)
    assert not accounts.add(Account("kari", "admin", "another"))
    assert accounts.get("kari") == KARI
    assert accounts.get("ola") is None


def test_accounts_are_listed_by_name() -> None:
    accounts = SqliteStore(":memory:").accounts
    for name in ("ola", "anna", "kari"):
        accounts.add(Account(name, "staff", "a hash"))
    assert [account.name for account in accounts.all()] == ["anna", "kari", "ola"]


def test_a_login_holds_until_the_moment_it_ends() -> None:
    accounts = SqliteStore(":memory:").accounts
    accounts.add(KARI)
    assert accounts.log_in("token", KARI, NOW, LATER)
    assert accounts.logged_in("token", LATER - timedelta(microseconds=1)) == KARI
    assert accounts.logged_in("token", LATER) is None
    assert accounts.logged_in("another", NOW) is None


def test_logging_out_ends_this_login_and_no_other() -> None:
    accounts = SqliteStore(":memory:").accounts
    accounts.add(KARI)
    accounts.log_in("at work", KARI, NOW, LATER)
    accounts.log_in("at home", KARI, NOW, LATER)
    accounts.log_out("at work")
    assert accounts.logged_in("at work", NOW) is None
    assert accounts.logged_in("at home", NOW) == KARI


def test_a_new_password_ends_the_logins_made_with_the_old_one() -> None:
    accounts = SqliteStore(":memory:").accounts
    accounts.add(KARI)
    accounts.log_in("token", KARI, NOW, LATER)
    assert accounts.new_password("kari", "a new hash")
    assert accounts.logged_in("token", NOW) is None
    assert not accounts.log_in("token", KARI, NOW, LATER)  # checked before, kept after
    assert not accounts.new_password("ola", "a new hash")


def test_a_removed_account_has_no_logins_even_when_the_name_comes_back() -> None:
    accounts = SqliteStore(":memory:").accounts
    accounts.add(KARI)
    accounts.log_in("token", KARI, NOW, LATER)
    assert accounts.remove("kari")
    assert not accounts.remove("kari")
    accounts.add(KARI)
    assert accounts.logged_in("token", NOW) is None


def test_logins_that_ended_are_removed_when_somebody_logs_in(tmp_path: Path) -> None:
    path = tmp_path / "steg.db"
    store = SqliteStore(str(path))
    store.accounts.add(KARI)
    store.accounts.log_in("old", KARI, NOW, LATER)
    store.accounts.log_in("new", KARI, LATER, LATER + timedelta(hours=1))
    store.close()
    with sqlite3.connect(path) as database:
        assert database.execute("select token_hash from logins").fetchall() == [("new",)]
    database.close()


def test_a_database_from_before_there_were_accounts_gets_them_and_keeps_the_rest(
    tmp_path: Path,
) -> None:
    path = tmp_path / "steg.db"
    old = sqlite3.connect(path)
    old.execute(f"pragma application_id = {APPLICATION_ID}")
    steps.apply(Database(old), stop_before="002-accounts")
    old.execute("insert into seen values ('m', 'web:a', '2026-11-21')")
    old.commit()
    assert "accounts" not in Database(old).table_names()
    old.close()
    store = SqliteStore(str(path))
    assert store.accounts.add(KARI)
    assert store.counts()["seen"] == 1
    store.close()


# ---- how long to wait ----


def waits(tries: Tries, number: int, *, names: bool) -> list[int]:
    """What each of a number of wrong tries is told to wait before the next one may be made."""
    now, found = NOW, []
    for index in range(number):
        name, address = ("kari", f"192.0.2.{index}") if names else (f"name-{index}", "192.0.2.1")
        wait = tries.seconds_to_wait(name, address, now)
        found.append(wait)
        now += timedelta(seconds=wait)
        if wait:
            assert tries.seconds_to_wait(name, address, now) == 0
    return found


def test_after_some_free_tries_a_name_waits_twice_as_long_each_time_from_any_address() -> None:
    found = waits(Tries(), FREE_FOR_A_NAME + 12, names=True)
    first = int(FIRST_WAIT.total_seconds())
    assert found[:FREE_FOR_A_NAME] == [0] * FREE_FOR_A_NAME
    assert found[FREE_FOR_A_NAME : FREE_FOR_A_NAME + 4] == [first, first * 2, first * 4, first * 8]
    assert found[-1] == LONGEST_FOR_A_NAME.total_seconds()


def test_an_address_has_more_free_tries_and_shorter_waits_whatever_the_names() -> None:
    found = waits(Tries(), FREE_FOR_AN_ADDRESS + 12, names=False)
    assert found[:FREE_FOR_AN_ADDRESS] == [0] * FREE_FOR_AN_ADDRESS
    assert found[FREE_FOR_AN_ADDRESS] == FIRST_WAIT.total_seconds()
    assert found[-1] == LONGEST_FOR_AN_ADDRESS.total_seconds()


def test_a_try_made_too_early_is_not_counted_again() -> None:
    tries = Tries()
    for _ in range(FREE_FOR_A_NAME):
        tries.seconds_to_wait("kari", "192.0.2.1", NOW)
    assert {tries.seconds_to_wait("kari", "192.0.2.1", NOW) for _ in range(9)} == {
        int(FIRST_WAIT.total_seconds())
    }


def test_the_right_password_forgets_the_name_but_of_the_address_only_this_try() -> None:
    tries = Tries()
    for index in range(FREE_FOR_AN_ADDRESS):
        tries.seconds_to_wait(f"name-{index}", "192.0.2.1", NOW)
    tries.succeeded("name-0", "192.0.2.1")
    assert tries.seconds_to_wait("name-0", "192.0.2.1", NOW) == 0
    assert tries.seconds_to_wait("name-0", "192.0.2.1", NOW) > 0


def test_tries_are_forgotten_after_a_day() -> None:
    tries = Tries()
    waits(tries, FREE_FOR_A_NAME + 12, names=True)
    assert tries.seconds_to_wait("kari", "192.0.2.99", NOW + 2 * FORGOTTEN_AFTER) == 0


def test_all_addresses_of_one_household_count_as_one() -> None:
    tries = Tries()
    for index in range(FREE_FOR_AN_ADDRESS):
        tries.seconds_to_wait(f"name-{index}", f"2001:db8::{index:x}", NOW)
    assert tries.seconds_to_wait("somebody", "2001:db8::ffff", NOW) > 0
    assert tries.seconds_to_wait("somebody", "2001:db8:0:1::1", NOW) == 0


def test_no_more_than_so_many_names_are_remembered() -> None:
    tries = Tries()
    for _ in range(FREE_FOR_A_NAME):
        tries.seconds_to_wait("first", "192.0.2.1", NOW)
    for index in range(MOST_REMEMBERED):
        tries.seconds_to_wait(f"name-{index}", f"address-{index}", NOW)
    assert tries.seconds_to_wait("first", "192.0.2.2", NOW) == 0


@given(st.text(), st.text())
def test_any_name_and_address_can_be_tried(name: str, address: str) -> None:
    tries = Tries()
    assert tries.seconds_to_wait(name, address, NOW) == 0
    tries.succeeded(name, address)


# ---- the command ----


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for the database, with no settings from elsewhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STEG_DATA", str(tmp_path))
    monkeypatch.delenv("STEG_DATABASE", raising=False)
    return tmp_path


def staff(monkeypatch: pytest.MonkeyPatch, *words: str, typed: str = "") -> int:
    """Runs ``steg staff`` with something on standard input; gives the exit code."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    return main(["staff", *words])


def accounts_in(home: Path) -> dict[str, Account]:
    """What is kept."""
    store = SqliteStore(str(home / "steg.db"))
    found = {account.name: account for account in store.accounts.all()}
    store.close()
    return found


def test_an_account_is_added_with_a_password_from_standard_input(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert staff(monkeypatch, "add", "Kari", "--role", "adviser", typed=f"{PASSWORD}\n") == 0
    kari = accounts_in(home)["kari"]
    assert kari.role == "adviser"
    assert matches(PASSWORD, kari.password_hash)
    told = capsys.readouterr()
    assert told.out == "kari: added as adviser\n"
    assert PASSWORD not in told.out + told.err


def test_without_a_role_an_account_gets_the_one_that_sees_least(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert staff(monkeypatch, "add", "kari", typed=PASSWORD) == 0
    assert accounts_in(home)["kari"].role == "staff"


def test_the_password_is_nowhere_in_the_database(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff(monkeypatch, "add", "kari", typed="correct horse battery")
    assert all(
        b"correct horse" not in path.read_bytes() for path in home.iterdir() if path.is_file()
    )


def test_a_name_that_is_taken_changes_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    staff(monkeypatch, "add", "kari", typed=PASSWORD)
    before = accounts_in(home)
    assert staff(monkeypatch, "add", "KARI", "--role", "admin", typed="another password") == 1
    assert accounts_in(home) == before
    assert "steg staff password kari" in capsys.readouterr().err


def test_a_password_is_changed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staff(monkeypatch, "add", "kari", typed=PASSWORD)
    assert staff(monkeypatch, "password", "kari", typed="a new password\n") == 0
    assert matches("a new password", accounts_in(home)["kari"].password_hash)


def test_an_account_is_removed_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staff(monkeypatch, "add", "kari", typed=PASSWORD)
    assert staff(monkeypatch, "remove", "kari") == 0
    assert staff(monkeypatch, "remove", "kari") == 1
    assert accounts_in(home) == {}


def test_a_password_for_nobody_is_told_before_it_is_asked_for(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert staff(monkeypatch, "password", "kari", typed="") == 1
    assert "there is no account kari" in capsys.readouterr().err


def test_the_list_names_accounts_and_roles_and_no_hash(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert staff(monkeypatch, "list") == 0
    assert "steg staff add NAME --role admin" in capsys.readouterr().out
    staff(monkeypatch, "add", "kari", "--role", "admin", typed=PASSWORD)
    staff(monkeypatch, "add", "ola@firma.no", "--openid")
    staff(monkeypatch, "list")
    told = capsys.readouterr().out
    assert re.search(r"^kari +admin +password$", told, re.MULTILINE)
    assert re.search(r"^ola@firma.no +staff +OpenID Connect$", told, re.MULTILINE)
    assert "argon2" not in told


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (["add"], PASSWORD),
        (["add", "kari"], "too short"),
        (["add", "kari"], ""),
        (["add", "kari nordmann"], PASSWORD),
        (["password", "kari", "--role", "admin"], PASSWORD),
        (["password", "kari", "--openid"], PASSWORD),
        (["list", "--openid"], ""),
        (["add", "kari", "--openid"], ""),
    ],
)
def test_wrong_use_ends_with_2_and_keeps_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], typed: str
) -> None:
    assert staff(monkeypatch, *words, typed=typed) == 2
    assert accounts_in(home) == {}


def test_an_account_for_the_provider_is_made_without_asking_for_a_password(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert staff(monkeypatch, "add", "Kari@Firma.no", "--openid", "--role", "admin") == 0
    kari = accounts_in(home)["kari@firma.no"]
    assert (kari.role, kari.has_password) == ("admin", False)
    assert not matches(kari.password_hash, kari.password_hash)
    assert capsys.readouterr().out == "kari@firma.no: added as admin, logs in with OpenID Connect\n"


def test_an_account_for_the_provider_gets_no_password_afterwards(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    staff(monkeypatch, "add", "kari@firma.no", "--openid")
    before = accounts_in(home)
    assert staff(monkeypatch, "password", "kari@firma.no", typed=PASSWORD) == 1
    assert "logs in with OpenID Connect" in capsys.readouterr().err
    assert staff(monkeypatch, "add", "kari@firma.no", typed=PASSWORD) == 1
    assert "steg staff remove kari@firma.no" in capsys.readouterr().err
    assert accounts_in(home) == before


def test_with_another_claim_a_name_need_not_be_an_address(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEG_OIDC_NAME_CLAIM", "preferred_username")
    assert staff(monkeypatch, "add", "kari", "--openid") == 0
    assert not accounts_in(home)["kari"].has_password


def test_in_a_terminal_the_password_is_asked_for_twice_and_not_shown(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter([PASSWORD, PASSWORD, PASSWORD, "something else"])
    monkeypatch.setattr("bot.staff.getpass", lambda _: next(typed))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    assert main(["staff", "add", "kari"]) == 0
    assert main(["staff", "add", "ola"]) == 2
    assert list(accounts_in(home)) == ["kari"]

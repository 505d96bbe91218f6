"""A login on its way to the provider and back: what the browser carries cannot be made, changed or kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.openid_started import (
    MOST_COOKIE,
    STARTED_HOLDS,
    Started,
    cookie_of,
    started_in,
)

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SECRET = "a secret for tests"
STARTED = Started("s" * 43, "/staff?period=year", NOW + STARTED_HOLDS)


def test_what_was_started_is_found_again_until_it_ends() -> None:
    cookie = cookie_of(STARTED, SECRET)
    assert started_in(cookie, SECRET, NOW) == STARTED
    assert started_in(cookie, SECRET, STARTED.until - timedelta(seconds=1)) == STARTED
    assert started_in(cookie, SECRET, STARTED.until) is None


def test_a_cookie_of_another_server_is_none_of_ours() -> None:
    assert started_in(cookie_of(STARTED, "another secret"), SECRET, NOW) is None


def test_no_letter_of_a_cookie_can_be_changed() -> None:
    cookie = cookie_of(STARTED, SECRET)
    for place, letter in enumerate(cookie):
        other = "A" if letter != "A" else "B"
        changed = cookie[:place] + other + cookie[place + 1 :]
        assert started_in(changed, SECRET, NOW) is None, place


@given(st.text(max_size=60))
def test_whatever_stands_in_the_cookie_is_taken_for_nothing(text: str) -> None:
    assert started_in(text, SECRET, NOW) is None
    assert started_in(f"{text}.{text}", SECRET, NOW) is None


def test_the_longest_address_to_go_back_to_fits_in_a_cookie() -> None:
    long = replace(STARTED, path="/" + "a" * 200 + "?" + "b" * 500)
    cookie = cookie_of(long, SECRET)
    assert len(cookie) <= MOST_COOKIE
    assert started_in(cookie, SECRET, NOW) == long


def test_nonce_and_verifier_follow_from_the_state_for_us_alone_and_tell_nothing_of_each_other() -> (
    None
):
    told = {
        STARTED.nonce(SECRET),
        STARTED.verifier(SECRET),
        STARTED.nonce("another secret"),
        STARTED.verifier("another secret"),
        replace(STARTED, state="t" * 43).nonce(SECRET),
        replace(STARTED, state="t" * 43).verifier(SECRET),
    }
    assert len(told) == 6
    assert {len(one) for one in told} == {43}  # the fewest characters a verifier may have
    cookie = cookie_of(STARTED, SECRET)
    assert not any(one in cookie for one in told)
    assert replace(STARTED, path="/staff?period=year") == STARTED
    assert STARTED.nonce(SECRET) == STARTED.nonce(SECRET)

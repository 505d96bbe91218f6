"""Links from a mail to one request: what they open, for how long, and that nobody else can make one."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.case_links import (
    CLOCKS_DIFFER,
    LINK_HOLDS,
    case_address,
    case_named,
    link_token,
    opened,
)

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SECRET = "a secret for tests"
SECOND = timedelta(seconds=1)
REQUEST = "telegram:8812#7"


def test_a_link_opens_its_request_for_its_desk_until_it_ends() -> None:
    token = link_token(SECRET, REQUEST, "almi", NOW + LINK_HOLDS)
    assert opened(token, SECRET, NOW) == (REQUEST, "almi")
    assert opened(token, SECRET, NOW + LINK_HOLDS - SECOND) == (REQUEST, "almi")
    assert opened(token, SECRET, NOW + LINK_HOLDS) is None


def test_a_link_made_to_hold_for_longer_than_links_do_opens_nothing() -> None:
    longest = NOW + LINK_HOLDS + CLOCKS_DIFFER
    assert opened(link_token(SECRET, REQUEST, "almi", longest), SECRET, NOW)
    assert opened(link_token(SECRET, REQUEST, "almi", longest + SECOND), SECRET, NOW) is None


def test_a_link_of_another_secret_opens_nothing() -> None:
    assert opened(link_token("another", REQUEST, "almi", NOW + SECOND), SECRET, NOW) is None


@given(st.text(max_size=60), st.text(max_size=30))
def test_whatever_a_request_and_a_desk_are_called_the_link_names_them_safely(
    request: str, desk: str
) -> None:
    token = link_token(SECRET, request, desk, NOW + SECOND)
    assert re.fullmatch(r"[\w-]+\.[\w-]+", token, re.ASCII)
    assert opened(token, SECRET, NOW) == (request, desk)


@given(st.data())
def test_a_link_with_any_sign_changed_opens_nothing(data: st.DataObject) -> None:
    token = link_token(SECRET, REQUEST, "almi", NOW + SECOND)
    at = data.draw(st.integers(0, len(token) - 1))
    sign = data.draw(st.characters().filter(lambda one: one != token[at]))
    assert opened(token[:at] + sign + token[at + 1 :], SECRET, NOW) is None


@pytest.mark.parametrize("more", [".", "a", "=", "\n", ".x" * 2000])
def test_a_link_with_anything_added_opens_nothing(more: str) -> None:
    assert opened(link_token(SECRET, REQUEST, "almi", NOW + SECOND) + more, SECRET, NOW) is None


@given(st.text())
def test_no_other_text_opens_anything(text: str) -> None:
    assert opened(text, SECRET, NOW) is None


def test_the_parts_of_two_links_do_not_make_a_third() -> None:
    ours = link_token(SECRET, REQUEST, "almi", NOW + SECOND)
    theirs = link_token(SECRET, "telegram:9#1", "almi", NOW + SECOND)
    assert opened(f"{ours.partition('.')[0]}.{theirs.partition('.')[2]}", SECRET, NOW) is None


@given(st.text(max_size=60))
def test_an_id_is_found_again_in_the_address_of_its_page(request: str) -> None:
    address = case_address(request)
    assert re.fullmatch(r"/desk/case/[\w-]*", address, re.ASCII)
    assert case_named(address.removeprefix("/desk/case/")) == request


@given(st.text())
def test_whatever_stands_in_an_address_names_one_request_or_none(part: str) -> None:
    named = case_named(part)
    assert named is None or case_address(named) == f"/desk/case/{part}"


@pytest.mark.parametrize("part", ["dGVsZWdyYW06MQ==", "dGVsZWdyYW06MR", "a", "é", "__8", "a b"])
def test_an_id_written_otherwise_names_no_request(part: str) -> None:
    assert case_named(part) is None


def test_a_link_tells_no_more_than_request_desk_and_time() -> None:
    from base64 import urlsafe_b64decode

    body = link_token(SECRET, REQUEST, "almi", NOW).partition(".")[0]
    told = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    assert told == [REQUEST, "almi", int(NOW.timestamp())]

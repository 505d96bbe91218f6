"""Why an owner could not be helped: what was lacking in the advice, as one reason."""

from collections.abc import Iterable
from typing import Literal

from bot.core.advice import Kind, LeftOut
from bot.core.content import Content, Country
from bot.core.conversation import Given, Profile

Reason = Literal[
    "no-method", "no-actor", "no-money", "none-open", "not-eligible", "wrong-side"
]  # besides, talks end with: not-understood, left-at-STEP, nobody-answered

_NOTHING: dict[Kind, Reason] = {
    "method": "no-method",
    "actor": "no-actor",
    "instrument": "no-money",
}
_CLOSED = frozenset({"why-not-ended", "why-not-paused", "why-not-opens"})
_NOT_THEIRS = frozenset({"why-not-size", "why-not-stage", "why-not-your-trade"})
_NOT_THEIR_TRADE = (
    "why-not-trade"  # also said while the trade is not told: then it shuts nobody out
)


def lacks_something(given: Given, profile: Profile) -> bool:
    """Whether a way of working, somebody to call, or money that was asked for is missing."""
    return _missing(given, profile) is not None


def gap_reason(
    given: Given, profile: Profile, left_out: Iterable[LeftOut], content: Content
) -> Reason | None:
    """What was lacking, None when nothing was.

    A way of working comes before somebody to call, and that before money, which is only missed by who
    asked for it. Of what was left out, the entry that came nearest tells why: one that is closed, else
    one for other owners, else one on the other side of the border. Without any there is simply nothing.
    """
    kind = _missing(given, profile)
    if kind is None:
        return None
    out = [one for one in left_out if one.kind == kind]
    whys = {one.why.wording for one in out}
    if kind == "instrument" and whys & _CLOSED:
        return "none-open"
    if whys & _NOT_THEIRS or (profile.trades and _NOT_THEIR_TRADE in whys):
        return "not-eligible"
    if any(_is_across(one, profile, content) for one in out):
        return "wrong-side"
    return _NOTHING[kind]


def _missing(given: Given, profile: Profile) -> Kind | None:
    if not given.methods:
        return "method"
    if not given.actors:
        return "actor"
    return "instrument" if profile.money and not given.instruments else None


def _is_across(one: LeftOut, profile: Profile, content: Content) -> bool:
    country = _country(one, content)
    return (
        one.why.wording == "why-not-area"
        and None not in (country, profile.country)
        and (country != profile.country)
    )


def _country(one: LeftOut, content: Content) -> Country | None:
    if one.kind == "actor":
        return content.actors[one.id].country
    return content.instruments[one.id].country if one.kind == "instrument" else None

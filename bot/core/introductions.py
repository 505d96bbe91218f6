"""An introduction: which owners may be brought together, who fits whom, and when it is over.

Nobody is asked who did not say before that they would like to meet others; nobody learns of another before
both said yes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.core.content import Content, Language, Place, Size
from bot.core.conversation import InvitedSays, Session
from bot.core.places import distance
from bot.core.profile import needs_of, profile_of
from bot.core.redaction import known_names, redacted

WILLING_FOR = timedelta(days=180)  # a wish older than this may be forgotten by the owner too
INVITED_AGAIN_AFTER = timedelta(days=30)  # more often would be a nuisance
ANSWER_WITHIN = timedelta(days=7)
HELD_AT_MOST = timedelta(days=14)  # for somebody who talks with an adviser just then
FEWEST, MOST = 2, 6  # owners; more would be a meeting
NEAR_KILOMETRES = 90  # between seats of neighbouring municipalities; a guess of ours from the map
LEAST_WHY, MOST_WHY = 10, 200  # characters of the sentence that says why
FLOW = "introduction"
ANSWER, CONTACT = f"{FLOW}.answer", f"{FLOW}.contact"
# Owners are met on these; at a terminal nobody waits for us, and made-up talks are all there.
REACHED_ON = ("telegram", "slack", "web")
# Nothing to meet a neighbour about: who cannot pay, and who fears to be copied.
BETTER_ALONE = frozenset({"money-tight", "protect-idea"})
# Left-overs and a use for them: spare heat warms a neighbour, sawdust is used again or becomes a product.
PAIRS = (("leftovers", "energy-cost"), ("leftovers", "greener"), ("leftovers", "new-offer"))

Says = Literal["yes", "no", "away"]
Ending = Literal["brought-together", "came-to-nothing"]


@dataclass(frozen=True, slots=True)
class Invited:
    """One owner of an introduction: what it is about for them, and all the others are told of them.

    ``says`` is "away" when they could not be asked any more. ``contact`` is what the others read once at
    least two have said yes.
    """

    conversation: str
    language: Language
    need: str
    place: str
    size: Size | None = None
    trades: tuple[str, ...] = ()
    asked_at: datetime | None = None
    says: Says | None = None
    answered_at: datetime | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Introduction:
    """Owners brought together by staff. ``why`` pairs a language with the sentence its readers get.

    ``number`` is how many were chosen: ``invited`` are those of whom something is still kept. ``answered``
    and ``yes`` are counts, set at the end, which outlive the rest.
    """

    id: str
    at: datetime
    why: tuple[tuple[Language, str], ...]
    number: int
    invited: tuple[Invited, ...]
    needs: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    ended_at: datetime | None = None
    ending: Ending | None = None
    answered: int = 0
    yes: int = 0

    @property
    def agreed(self) -> tuple[Invited, ...]:
        """Those who said yes, the first one first."""
        yes = (one for one in self.invited if one.says == "yes")
        return tuple(sorted(yes, key=lambda one: (one.answered_at or self.at, one.conversation)))

    def why_in(self, language: Language) -> str:
        """The sentence as a reader of that language gets it."""
        return dict(self.why).get(language, "")


@dataclass(frozen=True, slots=True)
class Group:
    """Owners who may be introduced: their needs, and the municipality they are all near."""

    needs: tuple[str, ...]
    around: str
    owners: tuple[Invited, ...]


# --- who may be asked


def has_something_to_meet_about(session: Session, content: Content) -> bool:
    """Whether an owner can be offered to meet others: advised, somewhere, about something shared."""
    return (
        session.channel in REACHED_ON
        and session.given is not None
        and session.keeps is not False
        and not session.care
        and session.relay is None
        and profile_of(session, content).place is not None
        and bool(shared_needs(session, content))
    )


def shared_needs(session: Session, content: Content) -> tuple[str, ...]:
    """The needs an owner may meet others about."""
    return tuple(need for need in needs_of(session, content) if need not in BETTER_ALONE)


def is_willing(session: Session, now: datetime) -> bool:
    """Whether an owner still would like to meet others, and is well enough to be asked."""
    willing = session.willing
    return (
        willing is not None
        and now - willing.since < WILLING_FOR
        and session.keeps is not False
        and not session.care
        and session.channel in REACHED_ON
    )


def may_be_invited(session: Session, now: datetime) -> bool:
    """Whether staff may choose an owner now."""
    before = session.invited_at
    return is_willing(session, now) and (before is None or now - before >= INVITED_AGAIN_AFTER)


def as_invited(session: Session, need: str, content: Content) -> Invited | None:
    """An owner as the others would be told of them; None when place or need is not known any more."""
    wished = session.willing.needs if session.willing else ()
    profile = profile_of(session, content)
    if profile.place is None or need not in wished or need not in content.needs:
        return None
    facts = (profile.place, profile.size, profile.trades)
    return Invited(session.conversation, session.language, need, *facts)


# --- who fits whom


def groups(sessions: Iterable[Session], content: Content, now: datetime) -> Sequence[Group]:
    """Owners with one need, or with left-overs and a use for them, around each place that has such.

    The largest come first. A group that lies within another of the same needs is left out.
    """
    by_need: dict[str, list[Invited]] = {}
    for session in sessions:
        if may_be_invited(session, now) and session.willing:
            for need in session.willing.needs:
                if one := as_invited(session, need, content):
                    by_need.setdefault(need, []).append(one)
    found = [
        *(group for need in by_need for group in _around((need,), by_need, content)),
        *(group for pair in PAIRS for group in _around(pair, by_need, content)),
    ]
    return sorted(found, key=lambda one: (-len(one.owners), one.needs, one.around))


def _around(
    needs: tuple[str, ...], by_need: Mapping[str, list[Invited]], content: Content
) -> Iterator[Group]:
    found: dict[frozenset[str], Group] = {}
    for group in _each_around(needs, by_need, content):
        found.setdefault(frozenset(one.conversation for one in group.owners), group)
    for members, group in found.items():
        if not any(members < others for others in found):
            yield group


def _each_around(
    needs: tuple[str, ...], by_need: Mapping[str, list[Invited]], content: Content
) -> Iterator[Group]:
    places = sorted({one.place for need in needs for one in by_need.get(need, ())})
    for place in places:
        near: dict[str, Invited] = {}
        for need in needs:
            for one in by_need.get(need, ()):
                if _is_near(content.places[place], content.places[one.place]):
                    near.setdefault(one.conversation, one)
        owners = sorted(near.values(), key=lambda one: (one.place != place, one.place, one.need))
        # With a pair of needs somebody must be there on each side.
        if len(owners) >= FEWEST and {one.need for one in owners} == set(needs):
            yield Group(needs, place, tuple(owners))


def _is_near(one: Place, other: Place) -> bool:
    """Whether two municipalities are the same or neighbours; where we do not know, they are not."""
    if one.id == other.id:
        return True
    ends = (one.latitude, one.longitude, other.latitude, other.longitude)
    known = [end for end in ends if end is not None]
    return len(known) == len(ends) and distance(*known) <= NEAR_KILOMETRES


def fit_together(owners: Sequence[Invited]) -> bool:
    """Whether staff may introduce these: few enough, each once, with one need or two that pair."""
    needs = {one.need for one in owners}
    once = len({one.conversation for one in owners}) == len(owners)
    return (
        FEWEST <= len(owners) <= MOST
        and once
        and (len(needs) == 1 or any(needs == set(pair) for pair in PAIRS))
    )


def why_not_why(text: str, content: Content) -> str | None:
    """What is wrong with the sentence staff wrote, as a word's id; None when owners may read it."""
    length = len(text.strip())
    if length < LEAST_WHY:
        return "meet-why-short"
    if length > MOST_WHY:
        return "meet-why-long"
    return "meet-why-person" if redacted(text, known_names(content)) != text else None


def begun(
    name: str, owners: Sequence[Invited], why: Mapping[Language, str], at: datetime
) -> Introduction:
    """An introduction of these owners, before anybody is asked."""
    return Introduction(
        name,
        at,
        tuple(why.items()),
        len(owners),
        tuple(owners),
        tuple(sorted({one.need for one in owners})),
        tuple(sorted({one.place for one in owners})),
    )


# --- answers and endings


def answered(
    introduction: Introduction, conversation: str, answer: InvitedSays, now: datetime
) -> Introduction:
    """The introduction with an owner's answer; a yes can be taken back until it has ended."""
    if introduction.ended_at is not None:
        return introduction
    return replace(
        introduction,
        invited=tuple(
            _with_answer(one, answer, now) if one.conversation == conversation else one
            for one in introduction.invited
        ),
    )


def _with_answer(one: Invited, answer: InvitedSays, now: datetime) -> Invited:
    # A yes without having been asked, without a contact, or after a no, is none.
    if answer.says == "yes" and (one.asked_at is None or one.says is not None):
        return one
    contact = answer.contact if answer.says == "yes" else None
    says: Says = "yes" if contact else "no"
    return replace(one, says=says, answered_at=now, contact=contact)


def answers(introduction: Introduction) -> int:
    """How many have answered, by now or at the end."""
    said = sum(one.says in ("yes", "no") for one in introduction.invited)
    return introduction.answered if introduction.ended_at else said


def is_over(introduction: Introduction, now: datetime) -> bool:
    """Whether nothing more is waited for.

    Who said yes alone is told only when the time for answers is over, so that a no and silence look alike.
    """
    waits = any(one.says is None for one in introduction.invited)
    if now - introduction.at >= ANSWER_WITHIN:
        return True
    return not waits and len(introduction.agreed) != 1


def ended(introduction: Introduction, now: datetime) -> Introduction:
    """The introduction at its end; a contact nobody will read is kept no longer."""
    together = len(introduction.agreed) >= FEWEST
    ending: Ending = "brought-together" if together else "came-to-nothing"
    invited = introduction.invited
    if not together:
        invited = tuple(replace(one, contact=None) for one in invited)
    return replace(
        introduction,
        invited=invited,
        ended_at=now,
        ending=ending,
        answered=answers(introduction),
        yes=len(introduction.agreed),
    )

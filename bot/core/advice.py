"""What to advise: methods in a format that fits, one office to call, money that may fit, each with reasons.

Ranking is arithmetic a person can follow: points below, added up; ties go by id. Hard rules exclude
and keep their why-not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.core.content import Actor, Content, Country, Fits, Format, Instrument, Method
from bot.core.conversation import Profile
from bot.core.freshness import has_ended

METHODS_SHOWN = 3  # three fit on a telephone without scrolling
ACTORS_SHOWN = 3
INSTRUMENTS_SHOWN = 3

# Points for how well an entry fits a need, times the need's weight.
FIRST, THEN, ALSO = 3.0, 2.0, 1.0
MONEY_FITS = THEN  # money that only touches a need in passing is not worth an owner's time
STAGE_FITS = 0.5
ALONE_OR_LED = 0.3  # a way of working that needs no outside help, for who can spare only an hour
IN_THE_PLACE, IN_THE_COUNTY, IN_THE_COUNTRY = 1.5, 0.75, 0.0
# The place is not told, and only some municipalities are served: after all who serve more.
MAYBE_FAR = -0.5
TRADE_FITS = 0.75  # made for the owner's trade
FEW_TRADES = 3  # what is only for so few is kept for owners who say that they are of them
TRADE_NOT_TOLD = 0.6  # of the points of what is for more, while the owner's trade is not told
FIRST_TALK_FREE = 0.5  # so that a fee for one's own trade does not come before a free door
# Of its points, for an office that costs and of which we know neither number, mail nor page.
NO_WAY_TO_REACH = 0.6
LEAST_POINTS = 0.01  # what fits at all stays above nothing
UNSURE = 0.9  # of its points, for an entry whose sources are weak: after one as good
GROWTH_NOT_TOLD = 0.6  # of its points, for what is only for growing firms, while no stage is told
OPEN_NOW = 0.5
GIVEN_NOT_LENT = 0.25  # a grant before a loan, when both fit as well

# Hours per person an owner can spare, by the answer to "how much time". A split format counts by its
# longest sitting when only an hour now and then is to be had.
HOURS: Mapping[str, float] = {"hour": 1.0, "half-day": 5.0, "day": 8.0, "days": 24.0, "more": 400.0}
PEOPLE: Mapping[str, int] = {
    "one": 1,
    "two": 2,
    "three-plus": 4,
}  # a way of working for more asks too much of a small firm
ORDER_BY_SIZE = ("full", "short", "split", "small")

Kind = Literal["method", "actor", "instrument"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as the id of a wording and what stands in its gaps (each gap an id or a number)."""

    wording: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Advice:
    """One method, actor or instrument for one owner."""

    kind: Kind
    id: str
    score: float
    reasons: tuple[Reason, ...]
    format: Format | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry for the owner's need that was not advised, and why not."""

    kind: Kind
    id: str
    why: Reason


@dataclass(frozen=True, slots=True)
class Advised:
    """All advice for a profile, each kind best first."""

    methods: tuple[Advice, ...]
    actors: tuple[Advice, ...]
    instruments: tuple[Advice, ...]
    left_out: tuple[LeftOut, ...]


def advise(profile: Profile, content: Content, today: date) -> Advised:
    """The advice for a profile; unknown facts exclude nothing."""
    methods = [judge_method(m, profile, today) for m in content.methods.values()]
    actors = [judge_actor(a, profile, content, today) for a in content.actors.values()]
    instruments = [
        judge_instrument(i, profile, content, today) for i in content.instruments.values()
    ]
    judged = [*methods, *actors, *instruments]
    left_out = tuple(
        sorted((j for j in judged if isinstance(j, LeftOut)), key=lambda x: (x.kind, x.id))
    )
    return Advised(_best(methods), _best(actors), _best(instruments), left_out)


def _best(judged: list[Advice | LeftOut | None]) -> tuple[Advice, ...]:
    advice = [j for j in judged if isinstance(j, Advice)]
    return tuple(sorted(advice, key=lambda a: (-a.score, a.id)))


def _fit(fits: Fits, profile: Profile) -> tuple[float, str | None]:
    """Points over all needs of the owner, and the need that counts most."""
    points = {need: weight * fit for need, weight in profile.needs if (fit := _points(fits, need))}
    if not points:
        return 0.0, None
    return sum(points.values()), max(points, key=lambda need: (points[need], need))


def _points(fits: Fits, need: str) -> float:
    for needs, points in ((fits.first, FIRST), (fits.then, THEN), (fits.also, ALSO)):
        if need in needs:
            return points
    return 0.0


# --- methods


def judge_method(method: Method, profile: Profile, today: date) -> Advice | LeftOut | None:
    """The method in the format that fits, or why not; None when it serves another need."""
    points, need = _fit(method.needs, profile)
    if need is None:
        return None
    why = _why_not_theirs(method, profile, today)
    if why:
        return LeftOut("method", method.id, why)
    fitting = [f for f in method.formats if _why_not_format(f, profile) is None]
    if not fitting:
        return LeftOut("method", method.id, _nearest_why_not(method, profile))
    chosen = best_format(fitting, profile)
    reasons = [Reason("reason-need", {"need": need}), *_format_reasons(chosen, profile)]
    points = _narrowed(points, method, profile)
    if profile.stage and profile.stage in method.stages:
        points += STAGE_FITS
    if profile.time == "hour" and chosen.help == "none":
        points += ALONE_OR_LED
        reasons.append(Reason("reason-alone"))
    return Advice("method", method.id, round(points, 3), tuple(reasons), chosen)


def _why_not_theirs(
    entry: Method | Actor | Instrument, profile: Profile, today: date
) -> Reason | None:
    """Why an entry is not for such an owner at all, None when it is."""
    if has_ended(entry, today):
        return Reason("why-not-ended")
    if entry.sizes and profile.size and profile.size not in entry.sizes:
        return Reason("why-not-size", {"size": profile.size})
    if entry.stages and profile.stage and profile.stage not in entry.stages:
        return Reason("why-not-stage", {"stage": profile.stage})
    shut_out = set(profile.trades) & set(entry.not_trades)
    if shut_out:
        return Reason("why-not-your-trade", {"trade": min(shut_out)})
    narrow = 0 < len(entry.trades) <= FEW_TRADES
    apart = entry.trades and profile.trades and not set(entry.trades) & set(profile.trades)
    if apart or (narrow and not profile.trades):
        return Reason("why-not-trade", {"trade": " ".join(entry.trades)})
    return None


def _narrowed(points: float, entry: Method | Actor | Instrument, profile: Profile) -> float:
    """The points of an entry that is for some owners only, or of which we are not sure.

    What is for a few trades comes first for them; what is for many trades, or for firms that grow, comes
    late while the owner has not told that.
    """
    if entry.confidence == "low":
        points *= UNSURE
    if entry.stages == ("grow",) and not profile.stage:
        points *= GROWTH_NOT_TOLD
    if entry.trades and not profile.trades:
        return points * TRADE_NOT_TOLD
    return points + TRADE_FITS if 0 < len(entry.trades) <= FEW_TRADES else points


def best_format(formats: list[Format], profile: Profile) -> Format:
    """The fullest format of those that fit; the smallest when time is an hour now and then, or not told."""
    if profile.time in (None, "hour"):
        return min(formats, key=lambda f: (_sitting(f), f.hours))
    return max(formats, key=lambda f: (f.hours, -ORDER_BY_SIZE.index(f.kind)))


def _sitting(form: Format) -> float:
    """Hours an owner must be free at one stretch."""
    return form.minutes / 60 if form.minutes else form.hours


def _why_not_format(form: Format, profile: Profile) -> Reason | None:
    if profile.time:
        needed = _sitting(form) if profile.time == "hour" else form.hours
        if needed > HOURS[profile.time]:
            return Reason("why-not-hours", {"hours": f"{form.hours:g}"})
    people = _people(profile)
    if people is not None and form.people[0] > people:
        return Reason("why-not-people", {"people": str(form.people[0])})
    return None


def _people(profile: Profile) -> int | None:
    if profile.size == "solo":
        return 1
    return PEOPLE[profile.team] if profile.team else None


def _nearest_why_not(method: Method, profile: Profile) -> Reason:
    """Why the least demanding format does not fit: that is what would have to change."""
    least = min(method.formats, key=lambda f: (f.hours, f.people[0]))
    return _why_not_format(least, profile) or Reason("why-not-hours", {"hours": f"{least.hours:g}"})


def _format_reasons(form: Format, profile: Profile) -> Iterator[Reason]:
    if profile.time:
        yield Reason("reason-time", {"time": profile.time})
    people = _people(profile)
    if people is not None and profile.team != "three-plus" and people >= form.people[0] > 1:
        yield Reason("reason-people", {"people": str(min(people, form.people[1]))})


# --- actors


def judge_actor(
    actor: Actor, profile: Profile, content: Content, today: date
) -> Advice | LeftOut | None:
    """The actor with its reasons, or why not; None when it serves another need or only emergencies."""
    points, need = _fit(actor.needs, profile)
    if need is None or actor.role == "distress":
        return None
    near = nearness(actor.areas, profile, content)
    if near is None:
        return LeftOut("actor", actor.id, Reason("why-not-area", {"area": " ".join(actor.areas)}))
    why = _why_not_theirs(actor, profile, today)
    if why:
        return LeftOut("actor", actor.id, why)
    points = _narrowed(points, actor, profile)
    if not (actor.free or actor.phone or actor.email or actor.web):
        points *= NO_WAY_TO_REACH
    reasons = [Reason("reason-need", {"need": need})]
    if near >= IN_THE_COUNTY and profile.place:
        reasons.append(Reason("reason-near", {"place": profile.place}))
    if profile.country and actor.country != profile.country:
        reasons.append(Reason("reason-across"))
    if actor.free:
        points += FIRST_TALK_FREE
        reasons.append(Reason("reason-free"))
    return Advice("actor", actor.id, round(max(points + near, LEAST_POINTS), 3), tuple(reasons))


def nearness(areas: tuple[str, ...], profile: Profile, content: Content) -> float | None:
    """Points for how near an area lies, None when the owner is outside it.

    When the place is not told, whoever serves the whole of the likely country or a county of it counts as
    being in the country.
    """
    if profile.place is None:
        if profile.country is None:
            return IN_THE_COUNTRY if any(area in content.areas for area in areas) else MAYBE_FAR
        return IN_THE_COUNTRY if _in_country(areas, profile.country, content) else None
    if profile.place in areas:
        return IN_THE_PLACE
    place = content.places.get(profile.place)
    if place is None:
        return IN_THE_COUNTRY
    if place.area in areas:
        return IN_THE_COUNTY
    around = content.areas[place.area].inside
    return IN_THE_COUNTRY if around in areas else None


def _in_country(areas: tuple[str, ...], country: Country, content: Content) -> bool:
    """Whether a whole country or county of it is served; a single municipality may be far away."""
    return any(a in content.areas and content.areas[a].country == country for a in areas)


# --- instruments


def judge_instrument(
    instrument: Instrument, profile: Profile, content: Content, today: date
) -> Advice | LeftOut | None:
    """The money with its reasons, or why not; a closed or ended scheme is never advised."""
    points, need = _fit(instrument.needs, profile)
    if need is None or all(_points(instrument.needs, n) < MONEY_FITS for n in profile.need_ids()):
        return None
    closed = why_closed(instrument, today)
    if closed is not None:
        return LeftOut("instrument", instrument.id, closed)
    if profile.money is False:
        return LeftOut("instrument", instrument.id, Reason("why-not-wanted"))
    near = nearness(instrument.areas, profile, content)
    if near is None:
        return LeftOut(
            "instrument",
            instrument.id,
            Reason("why-not-area", {"area": " ".join(instrument.areas)}),
        )
    why = _why_not_theirs(instrument, profile, today)
    if why:
        return LeftOut("instrument", instrument.id, why)
    points = _narrowed(points, instrument, profile)
    reasons = [Reason("reason-need", {"need": need})]
    if instrument.state in ("open", "opens"):  # what opens later was left out above
        points += OPEN_NOW
        reasons.append(Reason("reason-open"))
    if instrument.form in ("grant", "voucher", "tax-refund"):
        points += GIVEN_NOT_LENT
    points = max(points + near, LEAST_POINTS)
    return Advice("instrument", instrument.id, round(points, 3), tuple(reasons))


def why_closed(instrument: Instrument, today: date) -> Reason | None:
    """Why no one can apply on that day, None when one can, or may after asking."""
    if instrument.state == "ended" or has_ended(instrument, today):
        return Reason("why-not-ended")
    if instrument.state == "paused":
        return Reason("why-not-paused")
    if instrument.opens_on and instrument.opens_on > today:
        return Reason("why-not-opens", {"day": instrument.opens_on.isoformat()})
    return (
        Reason("why-not-paused")
        if instrument.state == "opens" and not instrument.opens_on
        else None
    )

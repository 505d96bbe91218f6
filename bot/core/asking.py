"""The shapes of ``steg understand --json`` and ``steg advise --json``."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.core.advice import ACTORS_SHOWN, INSTRUMENTS_SHOWN, METHODS_SHOWN, Advice, LeftOut, advise
from bot.core.advice_text import reason_text
from bot.core.content import Content, Language, Size, Stage, Team, Time
from bot.core.conversation import Profile
from bot.core.profile import COUNTRY_OF, weighed
from bot.core.reading import nearest
from bot.core.steps import MOST_OFFERED
from bot.core.understanding import Reader, understand


class AskedProfile(BaseModel):
    """A profile as it is written in JSON; any key but ``needs`` may be missing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    needs: tuple[str, ...] = Field(min_length=1, max_length=10)
    place: str | None = None
    size: Size | None = None
    time: Time | None = None
    team: Team | None = None
    stage: Stage | None = None
    money: bool | None = None
    trades: tuple[str, ...] = ()
    language: Language = "nb"


def understood(text: str, reader: Reader) -> dict[str, Any]:
    """What a text means, as interfaces.md has it."""
    meaning = understand(text, reader)
    place = meaning.place
    return {
        "text": text,
        "language": meaning.language,
        "act": meaning.act,
        "needs": [{"id": need, "weight": round(weight, 4)} for need, weight in meaning.needs],
        "place": {"id": place, "country": reader.countries[place]} if place else None,
        "term": meaning.named[0].name if meaning.named else None,
        "sure": meaning.sure,
    }


def needs_read(text: str, reader: Reader) -> tuple[str, ...]:
    """The needs an owner who wrote this would be asked about, or told that Steg understood."""
    meaning = understand(text, reader)
    return meaning.meant() if meaning.sure else meaning.likely(MOST_OFFERED)


def advised(line: str, content: Content, today: date) -> dict[str, Any]:
    """The advice for a profile written as JSON.

    Raises:
        ValueError: the profile cannot be used; the text says what to write instead.
    """
    try:
        asked = AskedProfile.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the line"
        raise ValueError(f"{where}: {first['msg']}") from error
    asked = _renamed(asked, content)
    _check_ids(asked, content)
    found = advise(_profile(asked, content), content, today)
    language = asked.language
    return {
        "methods": [_method(a, content, language) for a in found.methods[:METHODS_SHOWN]],
        "actors": [_plain(a, content, language) for a in found.actors[:ACTORS_SHOWN]],
        "instruments": [
            _plain(a, content, language) for a in found.instruments[:INSTRUMENTS_SHOWN]
        ],
        "left_out": [_left_out(x, content, language) for x in found.left_out],
    }


def _renamed(asked: AskedProfile, content: Content) -> AskedProfile:
    place = asked.place and content.id_now("places", asked.place)
    needs = tuple(content.id_now("needs", need) for need in asked.needs)
    return asked.model_copy(update={"place": place, "needs": needs})


def _check_ids(asked: AskedProfile, content: Content) -> None:
    for fact, ids, known in (
        ("need", asked.needs, content.needs),
        ("place", () if asked.place is None else (asked.place,), content.places),
        ("trade", asked.trades, content.trades),
    ):
        for wanted in ids:
            if wanted not in known:
                raise ValueError(_unknown(fact, wanted, known))


def _unknown(fact: str, wanted: str, known: Collection[str]) -> str:
    guess = nearest(wanted, known)
    instead = f"did you mean '{guess}'?" if guess else f"write one of {', '.join(sorted(known))}"
    return f"{fact} '{wanted}' does not exist; {instead}"


def _profile(asked: AskedProfile, content: Content) -> Profile:
    country = content.places[asked.place].country if asked.place else COUNTRY_OF[asked.language]
    needs = tuple(
        dict.fromkeys(asked.needs)
    )  # the first of a need named twice is the one that counts
    profile = Profile(
        weighed(needs), asked.place, country, asked.size, asked.time, asked.team, asked.stage
    )
    return replace(profile, money=asked.money, trades=asked.trades)


def _plain(advice: Advice, content: Content, language: Language) -> dict[str, Any]:
    reasons = [reason_text(reason, content, language) for reason in advice.reasons]
    return {"id": advice.id, "score": advice.score, "reasons": reasons}


def _method(advice: Advice, content: Content, language: Language) -> dict[str, Any]:
    form = advice.format or content.methods[advice.id].formats[0]
    chosen = {"format": form.kind, "hours": form.hours, "people": form.people[0]}
    return _plain(advice, content, language) | chosen


def _left_out(left_out: LeftOut, content: Content, language: Language) -> dict[str, str]:
    return {
        "kind": left_out.kind,
        "id": left_out.id,
        "why": reason_text(left_out.why, content, language),
    }

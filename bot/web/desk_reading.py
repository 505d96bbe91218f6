"""How a request reads to an adviser: names for its ids, its moments as people say them, who has it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from bot.core.content import Content, Language
from bot.core.conversation import Adviser, Ending, Handoff
from bot.core.desks import Desk, Desks
from bot.core.profile import COUNTRY_OF
from bot.core.wording import capital, say
from bot.core.working_time import by_when
from bot.web.map_cards import dialled
from bot.web.words import word

NOBODY = "nobody"  # in the address of the page: requests that go to no actor, or lie at no desk
MINUTES_AN_HOUR, MINUTES_A_DAY = 60, 24 * 60
FEWEST_MINUTES = 2  # shown; sooner than that nobody waits, and one has no word of its own
# Moments of a request that lies at no desk are told by the clock of our region.
OUR_TIME = Desk("", "", "page:", "NO", "Europe/Oslo")
ENDED: Mapping[Ending, str] = {
    "helped": "ended-helped",
    "referred": "ended-referred",
    "not-reached": "ended-not-reached",
    "not-ours": "ended-not-ours",
    "withdrawn": "ended-withdrawn",
}
_PHONE = re.compile(r"\+?[\d ()./-]{3,24}")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,190}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads requests for one adviser, at one moment; ids that have gone from the content stay as they are."""

    content: Content
    desks: Desks
    language: Language
    now: datetime

    # --- names

    def needs(self, request: Handoff) -> str:
        """What it is about."""
        labels = [self.need(need) for need in request.needs]
        return ", ".join(labels) or word("need-not-understood", self.language)

    def need(self, need: str) -> str:
        """What a need is called."""
        found = self.content.needs.get(need)
        return found.label.to(self.language) if found else need

    def whose(self, request: Handoff) -> str:
        """Where the owner is, and how many they are, as far as it was told."""
        place = self.content.places.get(request.place or "")
        where = place.name if place else request.place or word("place-unknown", self.language)
        size = say(self.content, f"size-{request.size}", self.language) if request.size else ""
        return f"{where}, {size}" if size else where

    def actor(self, actor: str) -> str:
        """Whom the owner said yes to."""
        if actor in ("", NOBODY):
            return word("desk-nobody", self.language)
        return self.content.actors[actor].name if actor in self.content.actors else actor

    def office(self, desk: str) -> str:
        """What a desk is called."""
        if desk in ("", NOBODY):
            return word("desk-nobody", self.language)
        return self.desks.by_id[desk].name if desk in self.desks.by_id else desk

    def refusal(self, why: str) -> str:
        """Why a desk sent it on."""
        if why == "unreachable":
            return word("happened-unreachable", self.language)
        known = f"refusal-{why}" in self.content.wordings
        return say(self.content, f"refusal-{why}", self.language) if known else why

    def channel(self, request: Handoff) -> str:
        """Where the owner talks with Steg."""
        return word(f"channel-{request.conversation.partition(':')[0]}", self.language)

    # --- how to reach the owner

    def reach(self, request: Handoff) -> str:
        """How and when the owner wants to be reached."""
        told = {"channel": self.channel(request), "contact": ""}
        how = word(f"reach-{request.reach}", self.language, **told).strip()
        if request.when == "any" or request.reach == "here":
            return how
        morning = request.when == "morning"
        when = "case-when-morning" if morning else "case-when-afternoon"
        return f"{how}, {word(when, self.language)}"

    def dial(self, request: Handoff) -> str | None:
        """The address that calls or writes to the owner; None where what they wrote is not one."""
        contact = (request.contact or "").strip()
        if request.reach == "phone" and _PHONE.fullmatch(contact):
            return f"tel:{dialled(contact, COUNTRY_OF[request.language] or 'NO')}"
        if request.reach == "email" and _MAIL.fullmatch(contact):
            return f"mailto:{quote(contact, safe='@+')}"
        return None

    # --- time

    def moment(self, at: datetime, request: Handoff) -> str:
        """A moment by the clock of the desk that has it: "i dag klokka 10.30"."""
        return by_when(at, self.now, desk_of(request, self.desks) or OUR_TIME, self.language)

    def promise(self, request: Handoff) -> str:
        """By when the owner was promised an answer, while none was given; empty without a promise."""
        promised = request.promised_by
        waits = request.is_open and request.answered_at is None
        return self.moment(promised, request) if waits and promised else ""

    def waited(self, request: Handoff) -> str:
        """How long ago the owner asked, by the clock on the wall."""
        minutes = max(round((self.now - request.at).total_seconds() / 60), FEWEST_MINUTES)
        if minutes < MINUTES_AN_HOUR:
            return self._number(minutes, "minute")
        if minutes < MINUTES_A_DAY:
            return self._number(minutes // MINUTES_AN_HOUR, "hour")
        return self._number(minutes // MINUTES_A_DAY, "day")

    def _number(self, number: int, unit: str) -> str:
        if number == 1:
            return say(self.content, f"one-{unit}", self.language)
        return say(self.content, f"{unit}s", self.language, number=str(number))

    def is_late(self, request: Handoff) -> bool:
        """Whether the owner should have had an answer by now, and has had none."""
        promised = request.promised_by
        waits = request.is_open and request.answered_at is None
        return waits and promised is not None and promised < self.now

    # --- how it stands

    def standing(self, request: Handoff, me: Adviser) -> str:
        """Who has it, or how it ended."""
        if request.ending is not None and not request.is_open:
            return word("has-ended", self.language, how=word(ENDED[request.ending], self.language))
        if request.adviser is None:
            return word("has-nobody", self.language)
        if request.adviser.id == me.id:
            return word("has-me", self.language)
        has = "has-answered" if request.answered_at else "has-somebody"
        return capital(word(has, self.language, name=request.adviser.name))


def desk_of(request: Handoff, desks: Desks) -> Desk | None:
    """The desk at which a request is acted on: the one that has it, else the general one."""
    return desks.by_id.get(request.desk) or desks.by_id.get(desks.general or "")


def fingerprint(shown: object) -> str:
    """What is the same as long as all that is shown is the same, and tells nothing of it."""
    return hashlib.sha256(repr(shown).encode("utf-8", "replace")).hexdigest()[:16]

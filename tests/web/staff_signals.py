"""Made-up signals of two years for the staff pages: with seasons, growth of use, one need that rises, and gaps."""

import random
from datetime import date, timedelta

from bot.core.content import SIZES, Content
from bot.core.conversation import Signal

LARGEST = ("trondheim", "ostersund", "steinkjer", "stjordal", "levanger", "are")
RISES = "energy-cost"
RISES_FROM = date(2026, 9, 1)
SEASON = "season"
SEASON_MONTHS = (9, 10, 11)
STEPS = ("place", "size", "time", "team")


def signals(
    content: Content, number: int = 4000, seed: int = 7, last: date = date(2026, 11, 21)
) -> list[Signal]:
    """So many conversations of the two years before a day, more of them towards its end."""
    dice = random.Random(seed)
    needs, places = sorted(content.needs), sorted(content.places)
    found: list[Signal] = []
    for _ in range(number):
        day = last - timedelta(days=int(729 * dice.random() ** 1.3))
        weights = [
            (2 + index % 7)
            * (4 if need == RISES and day >= RISES_FROM else 1)
            * (5 if need == SEASON and day.month in SEASON_MONTHS else 1)
            for index, need in enumerate(needs)
        ]
        need = dice.choices(needs, weights)[0]
        place = dice.choices(places, [12 if p in LARGEST else 1 for p in places])[0]
        found += _talk(dice, day, need, None if dice.random() < 0.08 else place, content)
    return found


def _talk(
    dice: random.Random, day: date, need: str, place: str | None, content: Content
) -> list[Signal]:
    about = {
        "day": day,
        "channel": dice.choice(("web", "telegram", "slack")),
        "language": dice.choice(("nb", "sv")),
        "need": need,
        "place": place,
        "country": content.places[place].country if place else None,
        "size": dice.choices((*SIZES, None), [5, 8, 3, 1, 1, 1, 3])[0],
    }
    luck = dice.random()
    if luck < 0.03:
        return [Signal(**{**about, "need": None}, outcome="gap", reason="not-understood")]
    if luck < 0.13:
        step = dice.choice(STEPS)
        return [Signal(**about, outcome="left", reason=f"left-at-{step}", step=step)]
    if luck < 0.25:
        reason = dice.choice(("no-actor", "no-actor", "no-method", "no-money", "none-open"))
        return [Signal(**about, outcome="gap", reason=reason)]
    if luck < 0.3:
        return [Signal(**about, outcome="handoff", chosen="person")]
    after = [Signal(**about, outcome="handoff", chosen="person", first=False)] if luck < 0.4 else []
    late = (
        [Signal(**about, outcome="gap", reason="nobody-answered", first=False)]
        if luck < 0.32
        else []
    )
    return [Signal(**about, outcome="advised"), *after, *late]

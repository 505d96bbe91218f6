"""What staff read as another need stands on the pages beside the counts, and changes none of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.content import Content
from bot.core.corrections import Correction
from bot.stores.port import Store
from bot.stores.sqlite import SqliteStore
from bot.web.words import WORDS
from tests.web.site import NOW, keep, site, visitor
from tests.web.staff_signals import signals
from tests.web.test_staff import tables_in

READ = Correction(NOW, "stine", NOW.date(), "season", "transport", "oppdal", "micro")
READINGS = (
    READ,
    replace(READ, need=None, place=None, size=None),
    replace(READ, need="transport", instead="season", place="are"),
    replace(READ, day=NOW.date() - timedelta(days=200)),
    replace(READ, made_up=True),
)


def store_of(content: Content, readings: Sequence[Correction] = ()) -> Store:
    """A store with signals, and what staff read."""
    store = SqliteStore(":memory:")
    keep(store, *signals(content, 300))
    for number, one in enumerate(readings):
        store.corrections.add(one, f"web:{number}")
    return store


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("/staff", {"transport": (1, 2), "season": (1, 1), None: (1, 0)}),
        ("/staff?place=are", {"transport": (1, 0), "season": (0, 1)}),
        ("/staff?country=NO", {"season": (1, 0), "transport": (0, 1)}),
        ("/staff?size=micro", {"season": (1, 1), "transport": (1, 1)}),
        ("/staff?period=year&need=season", {"season": (2, 1), "transport": (1, 2)}),
        ("/staff?place=roros", {}),
    ],
)
async def test_readings_stand_beside_the_counts_of_their_cut(
    content: Content, path: str, rows: dict[str | None, tuple[int, int]]
) -> None:
    without, with_ = store_of(content), store_of(content, READINGS)
    async with visitor(site(content, store=without), as_="stine") as client:
        before = tables_in((await client.get(path)).text)
    async with visitor(site(content, store=with_), as_="stine") as client:
        after = dict(tables_in((await client.get(path)).text))
    readings = after.pop("readings", [])
    assert after == before
    assert "readings" not in before
    found = {row[0]: (int(row[1]), int(row[2])) for row in readings[1:-1]}
    names = {id_: content.needs[id_].label.nb if id_ else WORDS["no-need"][0] for id_ in rows}
    assert found == {names[id_]: counts for id_, counts in rows.items()}
    if rows:
        assert readings[-1][1] == readings[-1][2] == str(sum(n for n, _ in rows.values()))

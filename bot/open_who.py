"""Who owners say they are, as it was published: each quarter once, beside the months of the open data."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter

from bot.core.who_counts import Quarter, published, quarter_before, quarter_of
from bot.open_data import FOLDER, SETTLED_AFTER, keep_once, read_once
from bot.settings import Settings
from bot.stores.port import Store

QUARTERS_BEFORE = 4  # that the first edition goes back, the same whatever is in the store
_QUARTER = TypeAdapter(Quarter)


@dataclass(frozen=True, slots=True)
class PublishedQuarters:
    """What has been published: a file for each quarter, written once and then only read."""

    folder: Path
    smallest: int

    def until(self, today: date, store: Store) -> tuple[Quarter, ...]:
        """Every quarter published up to today; those that have become complete are published now.

        While a store holds nothing but made-up talks, their figures are given and nothing is kept.

        Raises:
            EditionDamaged: a quarter's file is not what was written.
            OSError: the folder cannot be written; then nothing new is published.
        """
        quarters = complete_quarters(today)
        if store.only_made_up():
            made_up = store.who.counts(made_up=True)
            return tuple(published(made_up, quarter, self.smallest) for quarter in quarters)
        counts = store.who.counts()
        for quarter in quarters:
            if not self._file(quarter).exists():
                made = published(counts, quarter, self.smallest)
                keep_once(self._file(quarter), _QUARTER.dump_json(made, indent=1))
        kept = sorted(path.stem.removeprefix("who-") for path in self.folder.glob("who-*.json"))
        return tuple(
            read_once(self._file(quarter), _QUARTER) for quarter in kept if quarter <= quarters[-1]
        )

    def _file(self, quarter: str) -> Path:
        return self.folder / f"who-{quarter}.json"


def published_quarters(settings: Settings) -> PublishedQuarters:
    """What has been published under these settings."""
    return PublishedQuarters(settings.data / FOLDER, settings.smallest_count)


def complete_quarters(today: date) -> tuple[str, ...]:
    """The settled quarters before today, as many as QUARTERS_BEFORE, oldest first."""
    quarters = [quarter_before(quarter_of(today - SETTLED_AFTER))]
    while len(quarters) < QUARTERS_BEFORE:
        quarters.append(quarter_before(quarters[-1]))
    return tuple(reversed(quarters))

"""Builds the parts from the settings, once: content, reader, store, service, channels, web process."""

import hmac
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from time import monotonic

import structlog

from bot import settings
from bot.content_files import content_or_fault, folders, texts
from bot.core.content import Content
from bot.core.desks import NO_DESKS, Desks
from bot.core.draft import World
from bot.core.loading import load
from bot.core.reading import Problem
from bot.core.understanding import Reader
from bot.core.vector_intents import Encoder
from bot.desks_file import load_desks
from bot.erased import FOLDER, Erased
from bot.errors import SettingWrong
from bot.learned import reader, second_opinion
from bot.service import Service
from bot.settings import Settings
from bot.stores.port import Store

MODELS = "models"  # folder inside STEG_DATA
COUNTS_EVERY = 30.0  # seconds; how busy a desk is need not be known to the second


def clock() -> datetime:
    """The time of now, aware."""
    return datetime.now(UTC)


def settings_of() -> Settings:
    """The settings, with the log set up as they say."""
    given = settings.read()
    log_as(given.log)
    return given


def content_of(settings: Settings) -> Content:
    """The content the settings name."""
    return content_or_fault(texts(folders(settings.knowledge, settings.flows)))


@cache
def problems_of(settings: Settings) -> tuple[Problem, ...]:
    """What the checker says of the content of this start; looked for once, as it takes some seconds."""
    return tuple(load(texts(folders(settings.knowledge, settings.flows)))[1])


def world_of(settings: Settings) -> World:
    """The content and the reader learned from it."""
    content = content_of(settings)
    vectors = _vectors(settings)  # before the learning: a model that cannot be used is told at once
    folder = settings.data / MODELS
    learned = reader(content, folder, _tell)
    if vectors is not None:
        second = second_opinion(content, folder, vectors, tell=_tell)
        learned = replace(learned, second=second)
    return World(
        content,
        learned,
        settings.keep_text_days,
        desks_of(settings, content),
        asks_who=settings.ask_who,
    )


def desks_of(settings: Settings, content: Content) -> Desks:
    """The desks of the operator's file; none when no file is set.

    Raises:
        SettingWrong: the file has faults; the text names the first.
    """
    if settings.desks is None:
        return NO_DESKS
    desks, problems = load_desks(settings.desks, content)
    if desks is None:
        faults = [problem for problem in problems if problem.grade == "error"]
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise SettingWrong(f"{faults[0]}{more}")
    return desks


def reader_of(settings: Settings, content: Content) -> Reader:
    """The reader learned from a content, without a second opinion."""
    return reader(content, settings.data / MODELS, _tell)


def _vectors(settings: Settings) -> Encoder | None:
    if settings.vectors is None:
        return None
    from bot.vectors import load

    return load(settings.vectors)


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def store_of(settings: Settings) -> Store:
    """The store the settings name."""
    from bot.stores.sqlite import SqliteStore

    return SqliteStore(settings.sqlite_path)


def service_of(settings: Settings) -> Service:
    """The service on the store, with the content of now."""
    store = store_of(settings)  # first: a database that cannot be used is told before the learning
    world = world_of(settings)
    return Service(store, WithLoads(world, store, monotonic), erased_of(settings).mark)


def erased_of(settings: Settings) -> Erased:
    """Whose talks were erased, beside the database."""
    return Erased(settings.data / FOLDER, settings.secret_kept)


@dataclass
class WithLoads:
    """Gives the world with how busy the desks are, counted anew now and then."""

    world: World
    store: Store
    clock: Callable[[], float]
    counted_at: float | None = None

    def __call__(self) -> World:
        """The world of now."""
        now = self.clock()
        if self.world.desks.by_id and (
            self.counted_at is None or now - self.counted_at > COUNTS_EVERY
        ):
            self.world = replace(self.world, loads=self.store.loads())
            self.counted_at = now
        return self.world


def log_as(form: str) -> None:
    """Logs to standard error as text or JSON; libraries only from warnings on."""
    renderer = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )


def derived(secret: str, purpose: str) -> str:
    """A secret of its own for one purpose, so that one leaked opens nothing else."""
    return hmac.new(secret.encode(), purpose.encode(), "sha256").hexdigest()

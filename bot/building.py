"""Builds the parts from the settings, once: content, reader, store, service, channels, web process."""

import hmac
import logging
import sys
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from bot import settings
from bot.content_files import content_or_fault, fingerprint, folders, texts
from bot.core.content import Content
from bot.core.draft import World
from bot.core.understanding import Reader
from bot.core.vector_intents import Encoder
from bot.learned import reader, second_opinion
from bot.service import Service
from bot.settings import Settings
from bot.stores.port import Store

MODELS = "models"  # folder inside STEG_DATA


def clock() -> datetime:
    """The time of now, aware."""
    return datetime.now(UTC)


def settings_of() -> Settings:
    """The settings, with the log set up as they say."""
    given = settings.read()
    log_as(given.log)
    return given


def content_of(settings: Settings) -> tuple[Content, str]:
    """The content and its fingerprint."""
    files = texts(folders(settings.knowledge, settings.flows))
    return content_or_fault(files), fingerprint(files)


def world_of(settings: Settings) -> World:
    """The content and the reader learned from it."""
    content, print_ = content_of(settings)
    vectors = _vectors(settings)  # before the learning: a model that cannot be used is told at once
    folder = settings.data / MODELS
    learned = reader(content, print_, folder, _tell)
    if vectors is not None:
        second = second_opinion(content, print_, folder, vectors, tell=_tell)
        learned = replace(learned, second=second)
    return World(content, learned, settings.keep_text_days)


def reader_of(settings: Settings, content: Content, print_: str) -> Reader:
    """The reader learned from a content of that fingerprint, without a second opinion."""
    return reader(content, print_, settings.data / MODELS, _tell)


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
    return Service(store, lambda: world)


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

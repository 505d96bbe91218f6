"""What many tests need and is dear to make: the project's own content, and the reader learned from it."""

import os
from collections.abc import AsyncIterator, Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import structlog
from filelock import FileLock
from playwright.async_api import Browser, async_playwright

from bot.content_files import content_or_fault, folders, texts
from bot.core.content import Content
from bot.core.draft import World
from bot.learned import reader
from tests.chromium import ARGUMENTS, CHROMIUM


@pytest.fixture(scope="session")
def content_texts() -> Mapping[str, str]:
    """The text of every file of the project's own content, by path."""
    return texts(folders())


@pytest.fixture(scope="session")
def content(content_texts: Mapping[str, str]) -> Content:
    """The project's own content."""
    return content_or_fault(content_texts)


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests of a worker; it finds nobody but this machine."""
    if CHROMIUM is None:
        missing = pytest.fail if os.environ.get("STEG_REQUIRE_ALL") == "1" else pytest.skip
        missing("Chromium is not installed")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        await chromium.close()


@pytest.fixture(scope="session")
def models(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder learned models are kept in from one run of the tests to the next."""
    if pytestconfig.pluginmanager.has_plugin("cacheprovider"):
        return pytestconfig.cache.mkdir("models")
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def world(content: Content, models: Path) -> World:
    """The content and the reader learned from it; trained only when content or learning have changed.

    One worker learns; the others wait, and read what it kept.
    """
    with FileLock(models / "learning.lock"):
        return World(content, reader(content, models))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the files first that need what is learned: one worker learns while another tests the rest.

    Of what was collected, the first worker begins with the first half, and the second with the second.
    """
    learning = {item.path for item in items if "world" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path not in learning)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Turns a skip into a failure where everything must be there to be tested."""
    outcome = yield
    report = outcome.get_result()
    if (
        report.skipped
        and not hasattr(report, "wasxfail")
        and os.environ.get("STEG_REQUIRE_ALL") == "1"
    ):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and STEG_REQUIRE_ALL is set"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the flag that writes the golden talks anew."""
    parser.addoption(
        "--rewrite", action="store_true", help="write down in the golden talks what Steg says now"
    )


@pytest.fixture(scope="session")
def rewrite(pytestconfig: pytest.Config) -> bool:
    """Whether the golden talks are to be written anew instead of compared."""
    return bool(pytestconfig.getoption("--rewrite"))


@pytest.fixture(autouse=True)
def _the_log_as_it_was() -> Iterator[None]:
    """A command run in a test sets up the log for its own output, which is closed afterwards."""
    yield
    structlog.reset_defaults()

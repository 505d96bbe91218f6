"""The house keeps its layers: what each part of bot/ may import and touch, read from the source."""

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

import bot
from bot.core.conversation import CHANNELS

HOUSE = Path(bot.__file__).parent
MODULES: Mapping[str, Path] = {
    ".".join(["bot", *path.relative_to(HOUSE).with_suffix("").parts]).removesuffix(
        ".__init__"
    ): path
    for path in sorted(HOUSE.rglob("*.py"))
}
COMPUTING = frozenset(
    {
        "pydantic",
        "pydantic_core",
        "yaml",
        "rapidfuzz",
        "numpy",
        "scipy",
        "sklearn",
        "snowballstemmer",
        "holidays",
    }
)
# Parts of the standard library that reach for the world: files, network, processes, clock, chance, logs.
REACHING = frozenset(
    {
        "asyncio",
        "concurrent",
        "ftplib",
        "getpass",
        "glob",
        "http",
        "importlib",
        "io",
        "logging",
        "multiprocessing",
        "os",
        "pickle",
        "random",
        "secrets",
        "selectors",
        "shelve",
        "shutil",
        "signal",
        "smtplib",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "uuid",
        "webbrowser",
    }
)
CLOCKS = frozenset({"now", "utcnow", "today", "localtime", "gmtime", "monotonic", "perf_counter"})
REACHING_CALLS = frozenset({"open", "input", "print", "exec", "eval", "compile", "__import__"})
PURE_PATHS = frozenset({"PurePath", "PurePosixPath"})


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text("utf-8"))


def imports(module: str) -> Iterator[tuple[str, str | None]]:
    """Each thing a module imports when it runs, also inside functions: the module, and the name if any."""
    yield from _imports(tree(module), module)


def _imports(node: ast.AST, module: str) -> Iterator[tuple[str, str | None]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from ((alias.name, None) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"{module} imports by dots; write the whole name"
            yield from ((child.module or "", alias.name) for alias in child.names)
        elif not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield from _imports(child, module)


def needed(module: str) -> frozenset[str]:
    """The modules of the house that a module imports."""
    found: set[str] = set()
    for name, part in imports(module):
        whole = f"{name}.{part}"
        found |= {n for n in (whole if whole in MODULES else name,) if n in MODULES}
    return frozenset(found - {"bot"})


def of(*layers: str) -> list[str]:
    """The modules of these layers."""
    return [m for m in MODULES if any(m == layer or m.startswith(f"{layer}.") for layer in layers)]


CORE = of("bot.core")


@pytest.mark.parametrize("module", CORE)
def test_core_imports_only_what_computes(module: str) -> None:
    for name, _ in imports(module):
        first = name.partition(".")[0]
        allowed = (
            name.startswith("bot.core")
            if first == "bot"
            else first in sys.stdlib_module_names | COMPUTING
        )
        assert allowed or (name, _) == ("bot", "core"), f"{module} imports {name}"


@pytest.mark.parametrize("module", CORE)
def test_core_reaches_for_nothing_of_the_world(module: str) -> None:
    for name, part in imports(module):
        assert name.partition(".")[0] not in REACHING, f"{module} imports {name}"
        assert name != "urllib.request", f"{module} imports {name}"
        if name == "pathlib":
            assert part in PURE_PATHS, f"{module} imports {part} of pathlib"


@pytest.mark.parametrize("module", CORE)
def test_core_asks_no_clock_and_opens_nothing(module: str) -> None:
    for node in ast.walk(tree(module)):
        if not isinstance(node, ast.Call):
            continue
        line = f"{module}:{node.lineno}: {ast.unparse(node)[:60]}"
        if isinstance(node.func, ast.Name):
            assert node.func.id not in REACHING_CALLS, line
        if isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) in (
            "datetime",
            "date",
            "time",
        ):
            assert node.func.attr not in CLOCKS, line


def channel(module: str) -> str:
    """The channel a module is of: telegram, for bot.channels.telegram and bot.channels.telegram_inbox."""
    return module.rpartition(".")[2].partition("_")[0]


@pytest.mark.parametrize("module", [m for m in of("bot.channels") if m != "bot.channels"])
def test_a_channel_knows_no_store_no_other_channel_and_no_service(module: str) -> None:
    others = {
        m for m in of("bot.channels") if channel(m) in CHANNELS and channel(m) != channel(module)
    }
    acting = of(
        "bot.stores", "bot.service", "bot.outbox", "bot.worker", "bot.building", "bot.serving"
    )
    assert needed(module) & {*others, *acting} == set()


@pytest.mark.parametrize("module", of("bot.stores"))
def test_a_store_knows_no_channel_no_page_and_no_service(module: str) -> None:
    forbidden = of(
        "bot.channels",
        "bot.web",
        "bot.service",
        "bot.outbox",
        "bot.worker",
        "bot.serving",
        "bot.cli",
    )
    assert needed(module) & frozenset(forbidden) == set()


@pytest.mark.parametrize("module", of("bot.web"))
def test_a_page_knows_of_stores_only_the_contract(module: str) -> None:
    forbidden = frozenset(
        of("bot.stores", "bot.channels", "bot.outbox", "bot.serving", "bot.cli")
    ) - {"bot.stores.port"}
    assert needed(module) & forbidden == set()


def test_the_service_knows_of_stores_and_channels_only_their_contracts() -> None:
    for module in ("bot.service", "bot.outbox", "bot.worker"):
        contracts = {"bot.stores.port", "bot.channels.port"}
        assert (
            needed(module) & (frozenset(of("bot.stores", "bot.channels", "bot.web")) - contracts)
            == set()
        )


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert list(circles()) == []


def circles() -> Iterator[str]:
    """Each way from a module back to itself, once."""
    done: set[str] = set()

    def walk(module: str, way: tuple[str, ...]) -> Iterator[str]:
        if module in way:
            yield " imports ".join([*way[way.index(module) :], module])
        elif module not in done:
            for other in sorted(needed(module)):
                yield from walk(other, (*way, module))
            done.add(module)

    for module in MODULES:
        yield from walk(module, ())


@pytest.mark.parametrize(
    "path", [p for p in MODULES.values() if p.name == "__init__.py"], ids=lambda p: p.parent.name
)
def test_an_init_file_holds_a_docstring_and_nothing_else(path: Path) -> None:
    parsed = ast.parse(path.read_text("utf-8"))
    assert len(parsed.body) == 1
    assert ast.get_docstring(parsed)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_in_a_sentence_what_it_is_for(module: str) -> None:
    assert (ast.get_docstring(tree(module)) or "").partition("\n\n")[0].endswith(".")


def test_no_module_is_called_after_nothing_in_particular() -> None:
    empty = {"utils", "helpers", "common", "manager", "misc", "tools"}
    assert {m for m in MODULES if m.rpartition(".")[2] in empty} == set()


def test_the_import_reader_sees_every_form_of_import() -> None:
    source = "import os.path\nfrom a import b as c\nif TYPE_CHECKING:\n    import x\ndef f():\n    from d import e"
    assert list(_imports(ast.parse(source), "m")) == [("os.path", None), ("a", "b"), ("d", "e")]

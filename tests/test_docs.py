"""The docs cannot lie: they name what there is, lead to files that exist, and mention no machine of ours."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import pytest

from bot.cli import main
from bot.core.flow import StepKind
from bot.core.loading import KINDS
from bot.settings import VARIABLES

ROOT = Path(__file__).parents[1]
NOT_OURS = frozenset(
    {".venv", ".git", "data", "build", "dist", "__pycache__", "node_modules", ".hypothesis"}
)
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)\s]*)?\)")

# Written in pieces, so that this file does not mention them itself.
OUTSIDE: Mapping[str, str] = {
    "a folder beside the project": r"\.\./" + "shared",
    "a folder of one machine": r"(?<![\w.-])/" + "work/",
    "somebody's home": r"(?<![\w.:-])/(?:" + "home|Users|root" + r")/\w",
    "a package registry": "|".join(
        [
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "npm" + r"js\.org",
            "golang" + r"\.org",
            "crates" + r"\.io",
        ]
    ),
    "where packages come from": "index" + "[-_]url|" + "trusted" + "-host",
}


def docs() -> list[Path]:
    """Everything written for people."""
    found = [
        ROOT / "README.md",
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "knowledge").rglob("*.md"),
    ]
    return [path for path in [*found, *(ROOT / "flows").rglob("*.md")] if path.is_file()]


@pytest.fixture(scope="module")
def written() -> str:
    return "\n".join(path.read_text("utf-8") for path in docs())


def ours() -> Iterator[Path]:
    """Every file of the project that is text."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        generated = any(
            part in NOT_OURS or part.endswith((".egg-info", "_cache")) for part in inside
        )
        if (
            path.is_file()
            and not generated
            and b"\0" not in path.read_bytes()[:4096]
            and path.name != ".env"
        ):
            yield path


def commands(capsys: pytest.CaptureFixture[str]) -> list[str]:
    with pytest.raises(SystemExit):
        main(["--help"])
    return re.findall(
        r"^    (\w+)\b", capsys.readouterr().out.partition("COMMAND\n")[2], re.MULTILINE
    )


def test_there_is_a_readme_and_one_for_those_who_edit() -> None:
    wanted = [ROOT / "README.md", ROOT / "knowledge" / "README.md", ROOT / "flows" / "README.md"]
    assert [path for path in wanted if not path.is_file()] == []


def test_every_command_is_in_the_docs(written: str, capsys: pytest.CaptureFixture[str]) -> None:
    named = commands(capsys)
    assert len(named) > 10
    assert [name for name in named if f"steg {name}" not in written] == []


def test_every_setting_is_in_the_docs(written: str) -> None:
    assert [v.name for v in VARIABLES if not re.search(rf"\b{v.name}\b", written)] == []


def test_every_setting_in_the_docs_exists(written: str) -> None:
    for_tests_only = {"STEG_REQUIRE_ALL"}
    promised = [line for line in written.splitlines() if "not yet used" not in line]
    named = set(re.findall(r"\bSTEG_[A-Z_]*[A-Z]\b", "\n".join(promised)))
    assert named - {v.name for v in VARIABLES} - for_tests_only == set()


def test_every_kind_of_step_is_in_the_docs(written: str) -> None:
    assert [kind for kind in get_args(StepKind) if f"`{kind}`" not in written] == []


def test_every_kind_of_content_is_in_the_docs(written: str) -> None:
    assert [
        kind for kind in KINDS if not re.search(rf"`(?:\.\./|knowledge/)?{kind}/?`", written)
    ] == []


@pytest.mark.parametrize("path", docs(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(path: Path) -> None:
    links = LINK.findall(path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("what", OUTSIDE)
def test_nothing_in_the_project_mentions_a_machine_of_ours(what: str) -> None:
    pattern = re.compile(OUTSIDE[what], re.MULTILINE)
    texts = ((path, path.read_text("utf-8", "replace")) for path in ours())
    found = [
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}"
        for path, text in texts
        for match in pattern.finditer(text)
    ]
    assert found == []

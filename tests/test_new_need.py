"""A draft of a new need holds every text as it was written, and is checked as `steg check` checks."""

from datetime import date

import pytest
import yaml

from bot.core.content import LANGUAGES, Content
from bot.core.loading import load
from bot.new_need import NewNeed, draft, near, problems
from tests.core.small import content, small, written

TODAY = date(2026, 11, 21)
EVIL = (
    "no",
    "null",
    "- a: b",
    "x: {y: [z]}",
    "&a *a !!python/object:os.system",
    "a \" quote' # and a remark",
    "ja # nei",
    "id: season",
    "---",
    "<script>alert(1)</script>",
    "snø 🐄 æøå",
    "2026-99-99",
    "%TAG ! tag:",
    "a\\nb",
)


def need(**more: object) -> NewNeed:
    three = {"nb": "is", "sv": "is", "en": "ice"}
    made: dict[str, object] = {
        "name": "Thin ice",
        "group": "work",
        "label": three,
        "clause": three,
        "examples": {"nb": ["isen smelter"], "sv": [], "en": []},
    } | more
    return NewNeed(**made)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", EVIL)
def test_no_text_becomes_anything_but_itself(text: str) -> None:
    texts = dict.fromkeys(LANGUAGES, text)
    shared = [text, "isen smelter"]
    lines = dict.fromkeys(LANGUAGES, shared)
    made = draft(need(group=text, label=texts, clause=texts, examples=lines), TODAY)
    held = yaml.load(made, Loader=yaml.BaseLoader)
    assert held == {
        "id": "thin-ice",
        "group": text,
        "label": texts,
        "clause": texts,
        "examples": lines,
    }


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Thin ice", "thin-ice"),
        ("  Snø & Ære/../", "sno-aere"),
        ("../../etc/passwd", "etc-passwd"),
        ("!!", ""),
        ("ö" * 90, "o" * 48),
    ],
)
def test_the_id_is_made_of_small_letters_digits_and_hyphens(name: str, id_: str) -> None:
    assert need(name=name).id == id_


@pytest.mark.parametrize(
    "written_need",
    [
        need(),
        need(group="", label={"nb": "", "sv": "", "en": ""}),
        need(label={"nb": "season nb", "sv": "x" * 60, "en": "a"}),
        need(examples={"nb": ["trouble with season nb 3"], "sv": [], "en": []}),
        need(
            examples={lang: [f"ice {lang} {n}" for n in range(15)] for lang in ("nb", "sv", "en")}
        ),
    ],
)
def test_the_draft_is_told_what_steg_check_would_say(written_need: NewNeed) -> None:
    files = {f"knowledge/{path}": text for path, text in written(small()).items()}
    made = draft(written_need, TODAY)
    whole, _ = load(files)
    assert whole is not None
    _, told = load({**files, written_need.path: made})
    here = [one for one in told if one.path == written_need.path and one.grade != "note"]
    assert problems(made, written_need, whole) == here


def test_the_nearest_needs_are_those_called_alike_then_those_owners_meant() -> None:
    whole: Content = content(small())
    found = near(["Seasons", ""], ["tungt", "tungt"], ["gone"], whole, lambda _: ("heavy-work",))
    assert found == ("season", "heavy-work")
    assert near([], [], [], whole, lambda _: ()) == ()

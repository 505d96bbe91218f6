"""The page of holes is written by the program, not by hand."""

import re
from datetime import date
from pathlib import Path

from bot.core.content import Content
from bot.core.coverage import coverage, holes
from bot.coverage_report import markdown

PAGE = Path(__file__).parent.parent / "docs/gaps.md"


def test_the_holes_in_the_docs_are_those_of_the_knowledge(content: Content) -> None:
    kept = PAGE.read_text("utf-8")
    as_of = re.search(r"as of (\d{4}-\d\d-\d\d)", kept)
    assert as_of is not None
    today = date.fromisoformat(as_of.group(1))
    cells = list(coverage(content, today))
    written = markdown(holes(cells), cells, content, today)
    assert kept == written, "run 'steg coverage --gaps docs/gaps.md'"

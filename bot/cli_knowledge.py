"""The commands that read and keep the knowledge: check, stale, links, coverage, schema, flows and more."""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.languages import LANGUAGES
from bot.errors import SettingWrong

if TYPE_CHECKING:
    from bot.core.lessons import Lesson
    from bot.settings import Settings
    from bot.teaching import Teacher

Run = Callable[[argparse.Namespace], int]
Command = Callable[..., argparse.ArgumentParser]


def day(text: str) -> date:
    """A day as it is typed.

    Raises:
        ArgumentTypeError: it is no day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no day, write it as 2026-03-01") from error


def knowledge_commands(command: Command) -> None:
    """Adds the commands of this file to the others."""
    check = command("check", _check, "every fault in the content", "steg check knowledge flows")
    check.add_argument("folders", nargs="*", metavar="DIR")
    check.add_argument("--counts", action="store_true", help="also how many entries there are")
    check.add_argument("--notes", action="store_true", help="also what is only good to know")
    check.add_argument(
        "--as-of", type=day, metavar="DAY", help="the content as it will be that day"
    )
    stale = command("stale", _stale, "what to check again, most used first", "steg stale")
    stale.add_argument("--as-of", type=day, metavar="DAY")
    stale.add_argument("--format", choices=("table", "csv"), default="table")
    stale.add_argument("--letters", type=Path, metavar="DIR", help="writes a mail to each office")
    command("links", _links, "tries every web address, politely", "steg links")
    coverage = command(
        "coverage",
        _coverage,
        "how much fits each need, place, stage and size, and where nothing does",
        "steg coverage --draw coverage.svg",
    )
    coverage.add_argument("--need", metavar="ID")
    coverage.add_argument("--place", metavar="ID")
    coverage.add_argument("--as-of", type=day, metavar="DAY")
    coverage.add_argument("--format", choices=("table", "csv"), default="table")
    coverage.add_argument("--draw", type=Path, metavar="FILE", help="an SVG of needs and places")
    coverage.add_argument("--gaps", type=Path, metavar="FILE", help="the holes, as Markdown")
    export = command(
        "export-knowledge",
        _export_knowledge,
        "the knowledge for others: Open Referral HSDS 3 JSON, or CSV",
        "steg export-knowledge --format hsds --to out",
    )
    export.add_argument("--format", choices=("hsds", "csv"), required=True)
    export.add_argument("--to", type=Path, metavar="DIR", required=True)
    export.add_argument(
        "--language", choices=LANGUAGES, help="of HSDS texts; else each country's own"
    )
    flows = command("flows", _flows, "the guided talks", "steg flows --draw main")
    flows.add_argument("--draw", action="store_true", help="as Mermaid text")
    flows.add_argument("flow", nargs="?")
    schema = command(
        "schema", _schema, "the JSON Schema of a content kind, for editors", "steg schema needs"
    )
    schema.add_argument("kind", nargs="?")
    schema.add_argument("--write", type=Path, metavar="DIR", help="all of them, a file each")
    new = command(
        "new", _new, "writes the skeleton of a new entry", "steg new actor snasa-kommune-naering"
    )
    new.add_argument("kind")
    new.add_argument("id")
    teach = command(
        "teach",
        _teach,
        "adds an example to a need, and shows what gets better and worse",
        'steg teach "vi har bare gjester om vinteren" season --keep',
        "\n\nWithout --keep nothing is written. Nothing is taught while anything is refused; with "
        "--waiting the rest is, and staff see what was refused and why.",
    )
    teach.add_argument("text", nargs="?", help="in an owner's own words")
    teach.add_argument("need", nargs="?", metavar="NEED")
    teach.add_argument("--language", choices=LANGUAGES, help="of the text; else it is guessed")
    teach.add_argument(
        "--from", dest="file", type=Path, metavar="CSV", help="columns text, need, language"
    )
    teach.add_argument(
        "--waiting", action="store_true", help="the list that staff made at /staff/words"
    )
    teach.add_argument("--keep", action="store_true", help="writes it into the need's file")
    shown = command(
        "preview",
        _preview,
        "what an owner would read of one entry",
        "steg preview method strain-walk --language sv",
    )
    shown.add_argument("kind")
    shown.add_argument("id")
    shown.add_argument("--language", choices=LANGUAGES, default="nb")


def _check(parsed: argparse.Namespace) -> int:
    from bot.building import clock, settings_of
    from bot.content_files import completed, folders, texts
    from bot.core.loading import load
    from bot.report import counts

    settings = settings_of()
    own = folders(settings.knowledge, settings.flows)
    asked = texts([Path(folder) for folder in parsed.folders] or own)
    files = completed(asked, own) if parsed.folders else asked
    content, problems = load(files, parsed.as_of or clock().date())
    # Faults in files nobody asked about are not shown: `steg check` alone shows those.
    shown = [problem for problem in problems if not parsed.folders or problem.path in asked]
    for problem in shown:
        if problem.grade != "note" or parsed.notes or parsed.as_of:
            print(problem)
    if parsed.counts and content is not None:
        print(counts(content))
    return 1 if any(problem.grade == "error" for problem in shown) else 0


def _stale(parsed: argparse.Namespace) -> int:
    from bot.building import clock, content_of, settings_of, store_of
    from bot.upkeep import stale, write_letters

    settings = settings_of()
    content = content_of(settings)
    today = parsed.as_of or clock().date()
    if parsed.letters:
        written = write_letters(content, today, parsed.letters)
        print(f"{len(written)} letters are in {parsed.letters}")
        return 0
    print(stale(content, store_of(settings).signals(), today, parsed.format))
    return 0


def _links(parsed: argparse.Namespace) -> int:
    from bot.building import content_of, settings_of
    from bot.upkeep import tried_links

    content = content_of(settings_of())
    table, any_dead = tried_links(content)
    print(table)
    return 1 if any_dead else 0


def _coverage(parsed: argparse.Namespace) -> int:
    from bot import coverage_report as report
    from bot.building import clock, content_of, settings_of
    from bot.core.coverage import coverage, holes

    content = content_of(settings_of())
    for kind, wanted in (("needs", parsed.need), ("places", parsed.place)):
        if wanted and wanted not in getattr(content, kind):
            raise SettingWrong(f"'{wanted}' is none of the {kind}; see the folder knowledge/{kind}")
    today = parsed.as_of or clock().date()
    needs, places = ([one] if one else None for one in (parsed.need, parsed.place))
    cells = list(coverage(content, today, needs, places))
    found = holes(cells)
    if parsed.draw:
        parsed.draw.write_text(report.drawing(cells, content), encoding="utf-8")
    if parsed.gaps:
        text = report.markdown(found, cells, content, today)
        parsed.gaps.write_text(text, encoding="utf-8")
    if parsed.format == "csv":
        print("\n".join(report.csv_rows(cells)))
    else:
        print(report.table(cells), report.listed(found, content), sep="\n\n")
    return 0


def _export_knowledge(parsed: argparse.Namespace) -> int:
    from bot.building import content_of, settings_of
    from bot.knowledge_export import export_knowledge

    content = content_of(settings_of())
    for path in export_knowledge(content, parsed.format, parsed.to, parsed.language):
        print(path)
    return 0


def _flows(parsed: argparse.Namespace) -> int:
    from bot.building import content_of, settings_of
    from bot.drawing import mermaid

    content = content_of(settings_of())
    names = [parsed.flow] if parsed.flow else sorted(content.flows)
    for name in names:
        if name not in content.flows:
            raise SettingWrong(
                f"there is no flow '{name}'; write one of {', '.join(sorted(content.flows))}"
            )
        print(
            mermaid(content.flows[name]) if parsed.draw else f"{name}: {content.flows[name].about}"
        )
    return 0


def _schema(parsed: argparse.Namespace) -> int:
    from bot.core.loading import KINDS

    if parsed.write:
        parsed.write.mkdir(parents=True, exist_ok=True)
        for kind in KINDS:
            (parsed.write / f"{kind}.json").write_text(schema_text(kind), encoding="utf-8")
        return 0
    if parsed.kind is None:
        print("\n".join(KINDS))
        return 0
    if parsed.kind not in KINDS:
        raise SettingWrong(f"there is no kind '{parsed.kind}'; write one of {', '.join(KINDS)}")
    print(schema_text(parsed.kind), end="")
    return 0


def schema_text(kind: str) -> str:
    """The JSON Schema of a kind, as it stands in its file."""
    from bot.core.loading import KINDS

    schema = KINDS[kind].model_json_schema(by_alias=True)
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _new(parsed: argparse.Namespace) -> int:
    from bot.building import clock, settings_of
    from bot.content_files import folders
    from bot.new_entry import write

    settings = settings_of()
    knowledge, _ = folders(settings.knowledge, settings.flows)
    path = write(parsed.kind, parsed.id, knowledge, clock().date())
    print(f"{path}\nFill it in, then run 'steg check'.")
    return 0


def _teach(parsed: argparse.Namespace) -> int:
    from bot import teaching
    from bot.building import settings_of

    if parsed.waiting:
        return _teach_waiting(parsed)
    lessons, wrong = _lessons(parsed)
    teacher = _teacher(settings_of())
    wrong += teaching.refusals(lessons, teacher)
    if wrong or not lessons:
        print("\n".join(f"steg: {line}" for line in wrong or ["no example"]), file=sys.stderr)
        return 1
    _taught(lessons, teacher, keep=parsed.keep)
    return 0


def _taught(lessons: "list[Lesson]", teacher: "Teacher", *, keep: bool) -> None:
    from bot import teaching

    taught = teaching.teach(lessons, teacher, keep_learned=keep)
    print(taught.table)
    if not keep:
        print("\nNothing is written; --keep keeps it.")
        return
    paths = teaching.keep(taught, teacher)
    print("\n" + "\n".join(f"kept in {path}" for path in paths))


def _teach_waiting(parsed: argparse.Namespace) -> int:
    """Teaches the list that staff made; without --keep nothing is written and the list stays."""
    from bot import teaching
    from bot.building import clock, settings_of, store_of

    if parsed.text or parsed.file or parsed.language:
        raise SettingWrong("write --waiting alone, or with --keep")
    settings = settings_of()
    teacher, store = _teacher(settings), store_of(settings)
    found = teaching.sorted_out(store.lessons.waiting(), teacher)
    for _, _, line in found.refused:
        print(f"steg: {line}", file=sys.stderr)
    if found.to_teach:
        lessons = [teaching.lesson(one.text, one.need, one.language) for one in found.to_teach]
        _taught(lessons, teacher, keep=parsed.keep)
    else:
        print("no lesson waits that can be taught")
    if parsed.keep:
        teaching.settle(found, store.lessons, clock())
    store.close()
    return 0


def _lessons(parsed: argparse.Namespace) -> "tuple[list[Lesson], list[str]]":
    from bot import teaching

    single = parsed.text is not None and parsed.need is not None
    if parsed.file and parsed.text is None and parsed.language is None:
        return teaching.lessons_of(parsed.file)
    if parsed.file or not single:
        raise SettingWrong('write a text and a need, as in steg teach "TEXT" NEED, or --from CSV')
    return [teaching.lesson(parsed.text, parsed.need, parsed.language)], []


def _teacher(settings: "Settings") -> "Teacher":
    from bot.building import reader_of
    from bot.content_files import content_or_fault, folders, texts
    from bot.measuring import DEVELOPMENT_SET, development_set
    from bot.teaching import Teacher

    roots = folders(settings.knowledge, settings.flows)
    files = texts(roots)
    content = content_or_fault(files)
    measured = development_set(DEVELOPMENT_SET, content)
    return Teacher(files, content, measured, partial(reader_of, settings), roots)


def _preview(parsed: argparse.Namespace) -> int:
    from bot.building import clock, content_of, settings_of
    from bot.preview import preview

    content = content_of(settings_of())
    print(preview(parsed.kind, parsed.id, content, parsed.language, clock().date()))
    return 0

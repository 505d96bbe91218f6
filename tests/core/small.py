"""Small valid content for tests: one entry of a kind, a whole that can be loaded, and the faults in it."""

from collections.abc import Mapping
from typing import Any

import yaml

from bot.core.checking import FEWEST_EXAMPLES
from bot.core.content import GROUPS, LANGUAGES, Content
from bot.core.loading import load
from bot.core.profile import VALUES
from bot.core.reading import Problem
from bot.core.wording import GAPS, USED

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # in C, five times as fast
Entry = dict[str, Any]
Files = dict[str, Entry]  # entries by path


def said(text: str) -> Entry:
    """One text in every language, told apart by the language."""
    return {language: f"{text} {language}" for language in LANGUAGES}


def lines(text: str, number: int) -> Entry:
    """Several texts in every language."""
    return {
        language: [f"{text} {language} {index}" for index in range(number)]
        for language in LANGUAGES
    }


def fact(entry: str) -> Entry:
    """What an entry that states facts has."""
    return {
        "id": entry,
        "confidence": "high",
        "checked": {"on": "2026-11-21", "by": "research", "review_after": "2027-05-21"},
        "sources": [{"ref": "a report", "date": "2026"}],
    }


def need(entry: str) -> Entry:
    examples = lines(f"trouble with {entry}", FEWEST_EXAMPLES)
    return {
        "id": entry,
        "group": "work",
        "label": said(entry),
        "clause": said(entry),
        "examples": examples,
    }


def act(entry: str) -> Entry:
    return {"id": entry, "examples": lines(entry, 2)}


def form(
    kind: str = "full", hours: float = 4, people: tuple[int, int] = (1, 3), **more: Any
) -> Entry:
    made = {"kind": kind, "hours": hours, "people": list(people), "help": "none", "basis": "source"}
    return made | {"steps": lines("do this", more.get("sessions", 2))} | more


def method(entry: str, *first: str, formats: list[Entry] | None = None, **more: Any) -> Entry:
    texts = {
        "name": said(entry),
        "trade_name": entry,
        "does": said("You walk"),
        "get": said("A list"),
    }
    return (
        fact(entry)
        | texts
        | {"needs": {"first": list(first)}, "formats": formats or [form()]}
        | more
    )


def actor(entry: str, country: str, areas: list[str], *first: str, **more: Any) -> Entry:
    known = {
        "name": entry.title(),
        "kind": "hub",
        "country": country,
        "areas": areas,
        "does": said("They help"),
        "serves": said("Every firm"),
    }
    how = {"free": False, "cost": said("It costs"), "web": None, "phone": None, "email": None}
    return fact(entry) | known | how | {"needs": {"first": list(first)}} | more


def instrument(entry: str, country: str, areas: list[str], *first: str, **more: Any) -> Entry:
    known = {
        "name": entry.title(),
        "plain": said("Money"),
        "country": country,
        "areas": areas,
        "run_by": None,
    }
    what = {"form": "loan", "pays_for": said("It pays"), "not_covered": None, "who": said("Firms")}
    rest = {"amount": None, "apply_before_start": None, "when": None, "state": "ask", "url": None}
    return fact(entry) | known | what | rest | {"needs": {"first": list(first)}} | more


def place(entry: str, country: str, area: str, code: str) -> Entry:
    return fact(entry) | {
        "name": entry.title(),
        "country": country,
        "area": area,
        "code": code,
        "seat": None,
    }


def area(entry: str, country: str, inside: str | None = None) -> Entry:
    return {"id": entry, "name": said(entry), "country": country, "inside": inside}


def term(entry: str) -> Entry:
    return fact(entry) | {"treat": "explain", "forms": lines(entry, 1), "says": said("It means")}


def trade(entry: str, *words: str) -> Entry:
    return {"id": entry, "name": said(entry), "words": {lang: list(words) for lang in LANGUAGES}}


def wordings() -> Entry:
    """Every wording the program says, each with all its gaps."""
    values = [
        f"{name}-{value}" for name in ("size", "time", "team", "stage") for value in VALUES[name]
    ]
    names = sorted({*USED, *values, *(f"group-{group}" for group in GROUPS)})
    gaps = {name: "".join(f" {{{gap}}}" for gap in sorted(GAPS.get(name, ()))) for name in names}
    return {"texts": {name: said(f"{name}{gaps[name]}") for name in names}}


def option(value: str, **more: Any) -> Entry:
    return {"value": value, "label": said(value)} | more


def step(entry: str, kind: str = "choice", **more: Any) -> Entry:
    return {"id": entry, "kind": kind} | ({} if kind == "advise" else {"ask": said(entry)}) | more


def flow(entry: str, *steps: Entry) -> Entry:
    return {"id": entry, "about": f"About {entry}.", "steps": list(steps)}


def small() -> Files:
    """A whole that has no faults: two needs, two countries, one of everything else."""
    size = [option(value) for value in ("solo", "micro")]
    return {
        "needs/heavy-work.yaml": need("heavy-work"),
        "needs/season.yaml": need("season"),
        "acts/greeting.yaml": act("greeting"),
        "methods/walk.yaml": method("walk", "heavy-work", led_by=["hub"]),
        "actors/hub.yaml": actor("hub", "NO", ["trondelag"], "heavy-work"),
        "instruments/loan.yaml": instrument("loan", "NO", ["norway"], "season", run_by="hub"),
        "places/oppdal.yaml": place("oppdal", "NO", "trondelag", "5021"),
        "places/rennebu.yaml": place("rennebu", "NO", "trondelag", "5022"),
        "places/are.yaml": place("are", "SE", "jamtland", "2321"),
        "areas/norway.yaml": area("norway", "NO"),
        "areas/trondelag.yaml": area("trondelag", "NO", "norway"),
        "areas/sweden.yaml": area("sweden", "SE"),
        "areas/jamtland.yaml": area("jamtland", "SE", "sweden"),
        "trades/farm.yaml": trade("farm", "sheep"),
        "trades/shop.yaml": trade("shop", "shop"),
        "terms/grant.yaml": term("grant"),
        "wordings/talk.yaml": wordings(),
        "flows/main.yaml": flow(
            "main",
            step("trouble", "trouble"),
            step("place", "place", fact="place"),
            step("size", fact="size", options=size),
            step("advice", "advise"),
        ),
    }


def written(files: Mapping[str, Entry]) -> dict[str, str]:
    """The files as an editor would have saved them."""
    return {
        path: yaml.dump(entry, Dumper=_Dumper, allow_unicode=True, sort_keys=False)
        for path, entry in files.items()
    }


def content(files: Mapping[str, Entry]) -> Content:
    """The content of files that have no faults."""
    loaded, problems = load(written(files))
    assert loaded is not None, "\n".join(map(str, problems))
    return loaded


def problems(files: Mapping[str, Entry]) -> list[Problem]:
    """Every fault in these files."""
    return load(written(files))[1]


def faults(files: Mapping[str, Entry]) -> list[str]:
    """Every fault in these files, without line and column."""
    return [f"{p.path}: {p.what}; {p.instead}" for p in problems(files)]


def pointed_at(files: Mapping[str, Entry], problem: Problem) -> str:
    """What stands where a problem points."""
    return written(files)[problem.path].splitlines()[problem.line - 1][problem.column - 1 :]

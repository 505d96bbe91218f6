"""Faults that only show across entries: references, flows that lead nowhere, gaps in wordings, doubles."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from bot.core.content import GROUPS, LANGUAGES, Content, Fits
from bot.core.flow import END, STATEMENTS, Flow, Option, Step
from bot.core.profile import VALUES
from bot.core.reading import Marks, Path, Problem, nearest
from bot.core.wording import USED, gaps

FEWEST_EXAMPLES = 15  # per need and language; fewer teach nothing
LONGEST_LABEL = 40  # characters; a longer button is cut on a narrow telephone
FACT_STEPS = {"place": "place", **dict.fromkeys(VALUES, "choice")}


@dataclass(frozen=True, slots=True)
class Found:
    """Content that was read, and where each entry stands."""

    content: Content
    marks: Mapping[tuple[str, str], Marks]

    def problem(self, kind: str, entry: str, where: Path, what: str, instead: str) -> Problem:
        """A problem at a key of an entry."""
        return self.marks[kind, entry].problem(where, what, instead)

    def unknown(self, kind: str, entry: str, where: Path, wanted: str, known: Iterable[str]) -> Problem:
        """A problem for an id that does not exist, with the nearest one that does."""
        names = sorted(known)
        guess = nearest(wanted, names)
        instead = f"did you mean '{guess}'?" if guess else f"write one of {', '.join(names[:8])}"
        return self.problem(kind, entry, where, f"'{wanted}' does not exist", instead)


def check(found: Found) -> list[Problem]:
    """Every fault across the entries."""
    return list(chain.from_iterable(rule(found) for rule in RULES))


# --- references


def _references(found: Found) -> Iterator[Problem]:
    content = found.content
    areas = {*content.areas, *content.places}
    for kind, entries in (
        ("methods", content.methods),
        ("actors", content.actors),
        ("instruments", content.instruments),
    ):
        for entry in entries.values():
            yield from _needs(found, kind, entry.id, entry.needs)
    for method in content.methods.values():
        yield from _each(found, "methods", method.id, "led_by", method.led_by, content.actors)
    for actor in content.actors.values():
        yield from _each(found, "actors", actor.id, "areas", actor.areas, areas)
    for instrument in content.instruments.values():
        yield from _each(found, "instruments", instrument.id, "areas", instrument.areas, areas)
        if instrument.run_by and instrument.run_by not in content.actors:
            yield found.unknown("instruments", instrument.id, ("run_by",), instrument.run_by, content.actors)
    for place in content.places.values():
        if place.area not in content.areas:
            yield found.unknown("places", place.id, ("area",), place.area, content.areas)
    for area in content.areas.values():
        if area.inside and area.inside not in content.areas:
            yield found.unknown("areas", area.id, ("inside",), area.inside, content.areas)


def _needs(found: Found, kind: str, entry: str, fits: Fits) -> Iterator[Problem]:
    for field in ("first", "then", "also"):
        for index, need in enumerate(getattr(fits, field)):
            if need not in found.content.needs:
                yield found.unknown(kind, entry, ("needs", field, index), need, found.content.needs)


def _each(
    found: Found, kind: str, entry: str, field: str, wanted: Iterable[str], known: Iterable[str]
) -> Iterator[Problem]:
    for index, name in enumerate(wanted):
        if name not in known:
            yield found.unknown(kind, entry, (field, index), name, known)


# --- needs


def _need_texts(found: Found) -> Iterator[Problem]:
    labels: dict[tuple[str, str], str] = {}
    for need in found.content.needs.values():
        for language in LANGUAGES:
            count = len(need.examples.to(language))
            if count < FEWEST_EXAMPLES:
                what = f"{count} examples in {language}"
                yield found.problem("needs", need.id, ("examples", language), what, f"write at least {FEWEST_EXAMPLES}")
            label = need.label.to(language)
            if len(label) > LONGEST_LABEL:
                what = f"the label is {len(label)} characters long"
                yield found.problem("needs", need.id, ("label", language), what, f"keep to {LONGEST_LABEL}")
            other = labels.setdefault((language, label.lower()), need.id)
            if other != need.id:
                what = f"'{label}' is the label of {other} too"
                yield found.problem("needs", need.id, ("label", language), what, "say how they differ")


def _examples_twice(found: Found) -> Iterator[Problem]:
    seen: dict[str, tuple[str, str]] = {}
    for kind, entries in (("needs", found.content.needs), ("acts", found.content.acts)):
        for entry in entries.values():
            for language in LANGUAGES:
                for index, text in enumerate(entry.examples.to(language)):
                    other = seen.setdefault(text.lower(), (kind, entry.id))
                    if other != (kind, entry.id):
                        what = f"this example stands under {other[1]} too"
                        yield found.problem(kind, entry.id, ("examples", language, index), what, "keep it where it fits best")


# --- wordings


def _wordings(found: Found) -> Iterator[Problem]:
    wordings = found.content.wordings
    for wording in sorted(_wanted(found.content) - set(wordings)):
        guess = nearest(wording, wordings)
        instead = f"add it, or rename '{guess}'" if guess else "add it"
        yield Problem("knowledge/wordings", 1, 1, f"wording '{wording}' is missing", instead)
    for wording, text in wordings.items():
        first = gaps(text.nb)
        for language in LANGUAGES:
            here = gaps(text.to(language))
            if here != first:
                what = f"the gaps of '{wording}' are {_braced(here)} in {language} and {_braced(first)} in nb"
                yield found.problem("wordings", wording, ("texts", wording, language), what, "use the same in all")


def _wanted(content: Content) -> set[str]:
    """The wordings the program says, and one for each value and group."""
    values = {f"{fact}-{value}" for fact in ("size", "time", "team", "stage") for value in VALUES[fact]}
    return {*USED, *values, *(f"group-{group}" for group in GROUPS)}


def _braced(names: Iterable[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "none"


# --- flows


def _flows(found: Found) -> Iterator[Problem]:
    if "main" not in found.content.flows:
        yield Problem("flows", 1, 1, "there is no flow 'main'", "write flows/main.yaml")
    for flow in found.content.flows.values():
        yield from _steps_twice(found, flow)
        yield from _targets(found, flow)
        yield from _conditions(found, flow)
        for index, step in enumerate(flow.steps):
            yield from _step(found, flow, step, index)
        yield from _unreachable(found, flow)
        yield from _endless(found, flow)


def _steps_twice(found: Found, flow: Flow) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, step in enumerate(flow.steps):
        if step.id in seen:
            yield found.problem("flows", flow.id, ("steps", index, "id"), f"step '{step.id}' stands twice", "rename one")
        seen.add(step.id)


def _targets(found: Found, flow: Flow) -> Iterator[Problem]:
    known = {s.id for s in flow.steps} | {END}
    for index, step in enumerate(flow.steps):
        wanted: list[tuple[Path, str]] = [(("go",), step.go)] if step.go else []
        wanted += [(("branches", i, "go"), b.go) for i, b in enumerate(step.branches)]
        wanted += [(("options", i, "go"), o.go) for i, o in enumerate(step.options) if o.go]
        wanted += [(("reopens",), step.reopens)] if step.reopens else []
        for where, target in wanted:
            if target not in known:
                yield found.unknown("flows", flow.id, ("steps", index, *where), target, known)


def _conditions(found: Found, flow: Flow) -> Iterator[Problem]:
    known = {s.id for s in flow.steps}
    values = {**VALUES, "need": tuple(found.content.needs), "place": tuple(found.content.places)}
    for index, step in enumerate(flow.steps):
        groups = [(("when",), step.when), *((("branches", i, "when"), b.when) for i, b in enumerate(step.branches))]
        for where, conditions in groups:
            for number, condition in enumerate(conditions):
                at: Path = ("steps", index, *where, number)
                if (condition.fact is None) == (condition.step is None):
                    yield found.problem("flows", flow.id, at, "a condition asks for one fact or one step", "write one of them")
                elif condition.step and condition.step not in known:
                    yield found.unknown("flows", flow.id, (*at, "step"), condition.step, known)
                elif condition.fact:
                    for value in (*condition.is_, *condition.is_not):
                        if value not in values[condition.fact]:
                            yield found.unknown("flows", flow.id, at, value, values[condition.fact])


def _step(found: Found, flow: Flow, step: Step, index: int) -> Iterator[Problem]:
    at: Path = ("steps", index)
    if step.kind in ("choice", "handoff", "lost") and not step.options:
        yield found.problem("flows", flow.id, at, f"step '{step.id}' offers no choice", "add options")
    if step.kind not in ("confirm", "advise") and step.ask is None:
        yield found.problem("flows", flow.id, at, f"step '{step.id}' says nothing", "add 'ask:' in nb, sv and en")
    if step.fact and FACT_STEPS.get(step.fact) != step.kind:
        wanted = FACT_STEPS.get(step.fact, "choice")
        yield found.problem("flows", flow.id, (*at, "kind"), f"a step for '{step.fact}' cannot be '{step.kind}'", f"write '{wanted}'")
    for number, option in enumerate(step.options):
        where: Path = (*at, "options", number, "value")
        if step.fact in VALUES and option.value not in VALUES[step.fact]:
            yield found.unknown("flows", flow.id, where, option.value, VALUES[step.fact])
        if [o.value for o in step.options].count(option.value) > 1:
            yield found.problem("flows", flow.id, where, f"'{option.value}' stands twice", "rename one")
        if _leads_nowhere(flow, step, option):
            yield found.problem("flows", flow.id, where, f"'{option.value}' leads nowhere", "add 'go:' or 'does:'")


def _leads_nowhere(flow: Flow, step: Step, option: Option) -> bool:
    """An answer to the last step that neither goes on nor does anything."""
    last = step is flow.steps[-1]
    return last and not (option.does or option.go or step.go or step.branches or step.fact)


def _after(flow: Flow, step: Step) -> set[str]:
    """Every step that can follow one."""
    targets = {b.go for b in step.branches} | {o.go for o in step.options if o.go}
    index = flow.steps.index(step) + 1
    # With every option going its own way, what stands next in the file is not reached by an answer.
    answered = step.kind in ("choice", "handoff", "lost") and not step.fact and all(o.go or o.does for o in step.options)
    if step.go:
        targets.add(step.go)
    elif index < len(flow.steps) and (not answered or step.when or step.can_skip):
        targets.add(flow.steps[index].id)
    if step.reopens:
        targets.add(step.reopens)
    return targets - {END}


def _unreachable(found: Found, flow: Flow) -> Iterator[Problem]:
    reached, waiting = set[str](), [flow.steps[0].id]
    while waiting:
        step = flow.step(waiting.pop())
        if step is not None and step.id not in reached:
            reached.add(step.id)
            waiting.extend(_after(flow, step))
    for index, step in enumerate(flow.steps):
        if step.id not in reached:
            what = f"step '{step.id}' is never reached"
            yield found.problem("flows", flow.id, ("steps", index, "id"), what, "lead to it with 'go:', or remove it")


def _endless(found: Found, flow: Flow) -> Iterator[Problem]:
    """Statements that lead back to themselves without a question between."""
    for index, step in enumerate(flow.steps):
        if step.kind in STATEMENTS and _circles(flow, step):
            what = f"step '{step.id}' goes round for ever"
            yield found.problem("flows", flow.id, ("steps", index, "id"), what, "put a question between, or 'go: end'")


def _circles(flow: Flow, start: Step) -> bool:
    step: Step | None = start
    for _ in flow.steps:
        after = sorted(_after(flow, step)) if step else []
        step = flow.step(after[0]) if after else None
        if step is None or step.kind not in STATEMENTS:
            return False
        if step.id == start.id:
            return True
    return False


RULES: tuple[Callable[[Found], Iterator[Problem]], ...] = (
    _references,
    _need_texts,
    _examples_twice,
    _wordings,
    _flows,
)

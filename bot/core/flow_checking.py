"""Faults in flows and ladders: what leads nowhere or round for ever, choices and rungs that mean nothing."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from bot.core.content import LANGUAGES, Rung
from bot.core.conversation import SKIPPED, WHO
from bot.core.flow import END, Condition, Flow, Option, Step
from bot.core.found import Found
from bot.core.profile import VALUES
from bot.core.reading import Path, Problem
from bot.core.wording import gaps

FACT_STEPS = {"place": "place", **dict.fromkeys(VALUES, "choice")}
SILENT = ("confirm", "advise")  # kinds whose words come from the knowledge
CHOOSING = ("choice", "handoff", "lost")  # kinds that are answered with one of their options only
LONGEST_CHOICE = 64  # bytes; Telegram refuses a button with more behind it
RESERVED = (SKIPPED, "why")  # values every question may offer besides its own
FILLED: Mapping[str, frozenset[str]] = {
    "handoff": frozenset({"office", "summary"}),
    "recipients": frozenset({"offices"}),
    "remind": frozenset({"day"}),
}
MAY_FILL: Mapping[str, frozenset[str]] = {
    "choice": frozenset({"need"}),
    "handoff": frozenset({"also"}),
}
PHASES = ("waiting", "taken", "answered")  # of a request, each with a ladder of its own
# After "next" the adviser is gone, and the next desk begins at the foot of the ladder.
FILLED_BY_RUNG: Mapping[str, frozenset[str]] = {
    "desk": frozenset({"office", "by", "name"}),
    "owner": frozenset({"office", "by", "name"}),
    "next": frozenset({"office", "by"}),
}
LAST_RUNGS = ("next", "close")  # the only ones after which a request is not left lying
StepRule = Callable[[Found, Flow, Step, int], Iterator[Problem]]


def check_flows(found: Found) -> Iterator[Problem]:
    """Every fault in the flows, and in the ladders that follow on them."""
    if "main" not in found.ids("flows"):
        yield found.absent("flows", "there is no flow 'main'", "write one in the file main.yaml")
    yield from _ladders(found)
    for flow in found.content.flows.values():
        unclear = [*_steps_twice(found, flow), *_each_step(found, flow, _targets)]
        yield from unclear
        if not unclear:  # a walk over steps that are not there would only repeat the fault
            yield from _unreachable(found, flow)
            yield from _endless(found, flow)
        yield from chain.from_iterable(_each_step(found, flow, rule) for rule in STEP_RULES)


def _each_step(found: Found, flow: Flow, rule: StepRule) -> Iterator[Problem]:
    for index, step in enumerate(flow.steps):
        yield from rule(found, flow, step, index)


# --- a flow as a whole


def _steps_twice(found: Found, flow: Flow) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, step in enumerate(flow.steps):
        if step.id in seen:
            where: Path = ("steps", index, "id")
            yield found.problem(
                "flows", flow.id, where, f"step '{step.id}' stands twice", "rename one"
            )
        seen.add(step.id)


def _unreachable(found: Found, flow: Flow) -> Iterator[Problem]:
    reached = _reached(flow, flow.steps[0].id, lambda step: _onward(flow, step) | _reopened(step))
    for index, step in enumerate(flow.steps):
        if step.id not in reached:
            what, instead = (
                f"step '{step.id}' is never reached",
                "lead to it with 'go:', or remove it",
            )
            yield found.problem("flows", flow.id, ("steps", index, "id"), what, instead)


def _endless(found: Found, flow: Flow) -> Iterator[Problem]:
    """Ways back to an earlier step: once all on the way is answered, the walk never ends."""
    before: set[str] = set()
    for index, step in enumerate(flow.steps):
        before.add(step.id)
        backward = _onward(flow, step) & before
        if any(step.id in _reached(flow, b, lambda s: _onward(flow, s)) for b in backward):
            what = f"step '{step.id}' goes round for ever"
            instead = (
                "lead on to a later step or 'end', or name the question to ask anew in 'reopens:'"
            )
            yield found.problem("flows", flow.id, ("steps", index, "id"), what, instead)


def _reached(flow: Flow, start: str, after: Callable[[Step], set[str]]) -> set[str]:
    """Every step that can be come to from one, with itself."""
    reached, waiting = set[str](), [start]
    while waiting:
        step = flow.step(waiting.pop())
        if step is not None and step.id not in reached:
            reached.add(step.id)
            waiting.extend(after(step))
    return reached


def _onward(flow: Flow, step: Step) -> set[str]:
    """Every step that a walk can go on to from one."""
    targets = {b.go for b in step.branches} | {o.go for o in step.options if o.go}
    # With every option going its own way, what stands next in the file is not reached by an answer.
    elsewhere = (
        step.kind in CHOOSING and not step.fact and all(o.go or o.does for o in step.options)
    )
    index = flow.steps.index(step) + 1
    if step.go:
        targets.add(step.go)
    elif index < len(flow.steps) and (not elsewhere or step.when or step.can_skip):
        targets.add(flow.steps[index].id)
    return targets - {END}


def _reopened(step: Step) -> set[str]:
    return {step.reopens} if step.reopens else set()


# --- one step


def _targets(found: Found, flow: Flow, step: Step, index: int) -> Iterator[Problem]:
    known = {s.id for s in flow.steps} | {END}
    wanted: list[tuple[Path, str | None]] = [(("go",), step.go), (("reopens",), step.reopens)]
    wanted += [(("branches", i, "go"), b.go) for i, b in enumerate(step.branches)]
    wanted += [(("options", i, "go"), o.go) for i, o in enumerate(step.options)]
    for where, target in wanted:
        if target is not None and target not in known:
            yield found.unknown("flows", flow.id, ("steps", index, *where), target, known)


def _conditions(found: Found, flow: Flow, step: Step, index: int) -> Iterator[Problem]:
    groups = [
        (("when",), step.when),
        *((("branches", i, "when"), b.when) for i, b in enumerate(step.branches)),
    ]
    for where, conditions in groups:
        for number, condition in enumerate(conditions):
            yield from _condition(found, flow, condition, ("steps", index, *where, number))


def _condition(found: Found, flow: Flow, condition: Condition, at: Path) -> Iterator[Problem]:
    steps = {s.id for s in flow.steps}
    if (condition.fact is None) == (condition.step is None):
        what, instead = "a condition asks for one fact or one step", "write one of them"
        yield found.problem("flows", flow.id, at, what, instead)
    elif condition.step is not None and condition.step not in steps:
        yield found.unknown("flows", flow.id, (*at, "step"), condition.step, steps)
    else:
        values = _values(found, flow, condition)
        for value in (*condition.is_, *condition.is_not):
            if values and value not in values:
                yield found.unknown("flows", flow.id, at, value, values)


def _values(found: Found, flow: Flow, condition: Condition) -> frozenset[str]:
    """The values a condition can ask for, () when they are not written in the content."""
    if condition.fact in ("need", "place"):
        return found.ids(f"{condition.fact}s")
    if condition.fact is not None:
        return frozenset({*VALUES[condition.fact], SKIPPED})
    asked = flow.step(condition.step or "")
    if asked is None or asked.kind not in CHOOSING:
        return frozenset()
    return frozenset({*(o.value for o in asked.options), *((SKIPPED,) if asked.can_skip else ())})


def _words(found: Found, flow: Flow, step: Step, index: int) -> Iterator[Problem]:
    at: Path = ("steps", index)
    if step.ask is None:
        if step.kind not in SILENT:
            what, instead = f"step '{step.id}' says nothing", "add 'ask:' in nb, sv and en"
            yield found.problem("flows", flow.id, at, what, instead)
        return
    filled = FILLED.get(step.kind, frozenset())
    for language in LANGUAGES:
        for gap in sorted(
            gaps(step.ask.to(language)) - MAY_FILL.get(step.kind, frozenset()) ^ filled
        ):
            missing = gap in filled
            what = (
                f"the gap {{{gap}}} is missing" if missing else f"nothing fills the gap {{{gap}}}"
            )
            instead = "say it in every language" if missing else "take it out"
            yield found.problem("flows", flow.id, (*at, "ask", language), what, instead)


def _fact(found: Found, flow: Flow, step: Step, index: int) -> Iterator[Problem]:
    where: Path = ("steps", index, "kind")
    if step.kind == "place" and step.fact is None:
        yield found.problem(
            "flows", flow.id, where, "a step for a place needs its fact", "add 'fact: place'"
        )
    if step.fact and FACT_STEPS.get(step.fact) != step.kind:
        wanted = FACT_STEPS.get(step.fact)
        instead = f"write '{wanted}'" if wanted else "leave 'fact:' out"
        what = f"a step for '{step.fact}' cannot be '{step.kind}'"
        yield found.problem("flows", flow.id, where, what, instead)


def _consent(found: Found, flow: Flow, step: Step, index: int) -> Iterator[Problem]:
    """A new recipient gets nothing before the owner has read what is sent to whom."""
    reopened = flow.step(step.reopens or "")
    if step.kind == "recipients" and (reopened is None or reopened.kind != "handoff"):
        what = f"step '{step.id}' chooses who gets a request, and nobody says yes to it"
        instead = "name the step of kind 'handoff' in 'reopens:'"
        yield found.problem("flows", flow.id, ("steps", index), what, instead)


def _options(found: Found, flow: Flow, step: Step, index: int) -> Iterator[Problem]:
    if step.kind in CHOOSING and not step.options:
        what = f"step '{step.id}' offers no choice"
        yield found.problem("flows", flow.id, ("steps", index), what, "add options")
    for number, option in enumerate(step.options):
        where: Path = ("steps", index, "options", number, "value")
        if step.fact in VALUES and option.value not in VALUES[step.fact]:
            yield found.unknown("flows", flow.id, where, option.value, VALUES[step.fact])
        for what, instead in _option(flow, step, option):
            yield found.problem("flows", flow.id, where, f"'{option.value}' {what}", instead)


def _option(flow: Flow, step: Step, option: Option) -> Iterator[tuple[str, str]]:
    """What is wrong with an option, and what to write instead."""
    if [o.value for o in step.options].count(option.value) > 1:
        yield "stands twice", "rename one"
    if option.value in RESERVED:
        yield "has a meaning of its own", "choose another value"
    if _leads_nowhere(flow, step, option):
        yield "leads nowhere", "add 'go:' or 'does:'"
    choice = f"{flow.key(step)}={option.value}"
    if len(choice) > LONGEST_CHOICE:
        yield (
            f"makes the button '{choice}', over {LONGEST_CHOICE} letters",
            "shorten flow, step or value",
        )


def _who(found: Found, flow: Flow, step: Step, index: int) -> Iterator[Problem]:
    """The tally knows these answers only."""
    if flow.id != "who":
        return
    for number, option in enumerate(step.options):
        if option.value not in WHO:
            where: Path = ("steps", index, "options", number, "value")
            yield found.unknown("flows", flow.id, where, option.value, WHO)


def _leads_nowhere(flow: Flow, step: Step, option: Option) -> bool:
    """An answer to the last step that neither goes on nor does anything."""
    last = step is flow.steps[-1]
    return last and not (option.does or option.go or step.go or step.branches or step.fact)


STEP_RULES: tuple[StepRule, ...] = (_conditions, _words, _fact, _consent, _options, _who)


# --- ladders


def _ladders(found: Found) -> Iterator[Problem]:
    for ladder in found.content.ladders.values():
        for phase in PHASES:
            rungs: tuple[Rung, ...] = getattr(ladder, phase)
            for number, rung in enumerate(rungs):
                at: Path = (phase, number)
                for where, what, instead in _rung(rung, is_last=number == len(rungs) - 1):
                    yield found.problem("ladders", ladder.id, (*at, *where), what, instead)


def _rung(rung: Rung, *, is_last: bool) -> Iterator[tuple[Path, str, str]]:
    """What is wrong with a rung: where in it, what, and what to write instead."""
    if is_last != (rung.to in LAST_RUNGS):
        what = "the request is left lying here" if is_last else "nothing below is ever reached"
        instead = "end with 'next' or 'close'" if is_last else f"let '{rung.to}' be the last rung"
        yield ("to",), what, instead
    if rung.owner is None and rung.to in ("next", "owner"):
        yield (), "the owner is not told what happens", "add 'owner:' in nb, sv and en"
    elif rung.owner is not None and rung.to == "close":
        yield ("owner",), "closing has words of its own", "take 'owner:' out"
    elif rung.owner is not None:
        for language in LANGUAGES:
            for gap in sorted(gaps(rung.owner.to(language)) - FILLED_BY_RUNG[rung.to]):
                yield ("owner", language), f"nothing fills the gap {{{gap}}}", "take it out"

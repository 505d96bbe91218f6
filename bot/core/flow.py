"""What a flow is, and where in it an owner stands: computed from the answers, never stored."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bot.core.languages import Frozen, Text, Wording

MAX_STEPS_PER_WALK = 200  # far above any real flow; one that circles ends here

END = "end"
StepKind = Literal[
    "trouble",
    "again",
    "lost",
    "confirm",
    "choose",
    "groups",
    "pick",
    "place",
    "choice",
    "text",
    "say",
    "advise",
    "handoff",
    "recipients",
    "send",
    "remind",
    "willing",
    "introduce",
]
STATEMENTS: frozenset[str] = frozenset({"say", "advise", "send", "remind", "willing", "introduce"})
Action = Literal[
    "handoff",
    "remind",
    "start",
    "others",
    "why",
    "restart",
    "back",
    "erase",
    "erase-now",
    "groups",
    "stop-reminders",
    "go-on",
    "stop",
    "meet",
    "meet-nobody",
]
FactId = Literal["need", "place", "size", "time", "team", "stage", "money"]

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=24)]


class Condition(Frozen):
    """Holds when a fact or an earlier answer is one of ``is``, or none of ``is-not``.

    Without either it holds when the fact or answer is known at all.
    """

    fact: FactId | None = None
    step: Id | None = None
    is_: tuple[str, ...] = Field(default=(), alias="is")
    is_not: tuple[str, ...] = Field(default=(), alias="is-not")


class Option(Frozen):
    """One choice of a step: an answer (``value``), or something done at once (``does``)."""

    value: Id
    label: Wording
    does: Action | None = None
    go: Id | None = None


class Branch(Frozen):
    """Where to go when all conditions hold."""

    when: tuple[Condition, ...] = Field(min_length=1)
    go: Id


class Step(Frozen):
    """A question or statement. Without ``go`` or a branch that holds, the next one in the file follows.

    ``form`` is what a text step takes. ``reopens`` is the step asked anew once this one is answered, if not
    with an option that has a ``go`` of its own.
    """

    id: Id
    kind: StepKind
    fact: FactId | None = None
    when: tuple[Condition, ...] = ()
    ask: Wording | None = None
    again: Wording | None = None
    why: Wording | None = None
    can_skip: bool = Field(default=False, alias="can-skip")
    form: Literal["words", "phone", "email", "contact"] = "words"
    reopens: Id | None = None
    options: tuple[Option, ...] = ()
    branches: tuple[Branch, ...] = ()
    go: Id | None = None


class Flow(Frozen):
    """A guided talk, written in YAML."""

    id: Id
    about: Text
    steps: tuple[Step, ...] = Field(min_length=1)

    def step(self, step_id: str) -> Step | None:
        """The step of that id, or None when an edit removed it."""
        return next((s for s in self.steps if s.id == step_id), None)

    def key(self, step: Step) -> str:
        """Under which key an answer to the step is kept: the fact's id, or ``flow.step``."""
        return step.fact or f"{self.id}.{step.id}"


Known = Callable[[str], tuple[str, ...]]  # values of a fact or of an answer key; () when not known


def holds(condition: Condition, flow: Flow, known: Known) -> bool:
    """Whether a condition is met by what is known."""
    values = known(condition.fact or f"{flow.id}.{condition.step}")
    if condition.is_:
        return any(v in condition.is_ for v in values)
    if condition.is_not:
        return not any(v in condition.is_not for v in values)
    return bool(values)


def following(flow: Flow, step: Step, value: str | None, known: Known) -> str | None:
    """The id of the step after this one, or None at the end."""
    chosen = next((o.go for o in step.options if o.value == value and o.go), None)
    branched = next(
        (b.go for b in step.branches if all(holds(c, flow, known) for c in b.when)), None
    )
    return _target(flow, step, chosen or branched)


def passing_over(flow: Flow, step: Step) -> str | None:
    """The id of the step after one whose conditions do not hold, or None at the end."""
    return _target(flow, step, None)


def _target(flow: Flow, step: Step, wanted: str | None) -> str | None:
    target = wanted or step.go
    if target == END:
        return None
    if target is not None:
        return target
    # By identity: comparing whole steps was a third of a turn's time.
    index = next(i for i, other in enumerate(flow.steps, start=1) if other is step)
    return flow.steps[index].id if index < len(flow.steps) else None


def path(flow: Flow, answers: Mapping[str, str], known: Known) -> tuple[Step, ...]:
    """The steps an owner has come by, the last one being where they stand.

    A question stops the walk when it has no answer. A step whose conditions do not hold is passed
    over, and so is one that an edit removed. Statements are passed through; a walk that reaches the
    end stops at the last of them.
    """
    walked: list[Step] = []
    step: Step | None = flow.steps[0]
    for _ in range(MAX_STEPS_PER_WALK):
        if step is None:
            break
        if all(holds(c, flow, known) for c in step.when):
            walked.append(step)
            value = answers.get(flow.key(step))
            if step.kind not in STATEMENTS and value is None:
                break
            after = following(flow, step, value, known)
        else:
            after = passing_over(flow, step)
        step = flow.step(after) if after else None
    return tuple(walked)


def current(flow: Flow, answers: Mapping[str, str], known: Known) -> Step | None:
    """The question that is open, or None when the flow has come to its end."""
    walked = path(flow, answers, known)
    last = walked[-1] if walked else None
    if last is None or last.kind in STATEMENTS or flow.key(last) in answers:
        return None
    return last

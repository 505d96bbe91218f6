"""Draws a flow as Mermaid text."""

from collections.abc import Iterator

from bot.core.flow import END, Condition, Flow, Step


def mermaid(flow: Flow) -> str:
    """The flow as a Mermaid flowchart, in English."""
    return "\n".join(["flowchart TD", *_lines(flow)])


def _lines(flow: Flow) -> Iterator[str]:
    for index, step in enumerate(flow.steps):
        text = _quotable(step.ask.en if step.ask else step.kind)
        yield f'  {_id(flow, step.id)}["{step.id}: {text[:70]}"]'
        for option in step.options:
            if option.go:
                yield f'  {_id(flow, step.id)} -->|"{_quotable(option.label.en)}"| {_id(flow, option.go)}'
        for branch in step.branches:
            when = " and ".join(_condition(c) for c in branch.when)
            yield f'  {_id(flow, step.id)} -->|"{when}"| {_id(flow, branch.go)}'
        after = step.go or (flow.steps[index + 1].id if index + 1 < len(flow.steps) else END)
        if not _always_goes_elsewhere(step):
            yield f"  {_id(flow, step.id)} --> {_id(flow, after)}"


def _always_goes_elsewhere(step: Step) -> bool:
    return bool(step.options) and not step.fact and all(o.go or o.does for o in step.options)


def _condition(condition: Condition) -> str:
    name = condition.fact or condition.step
    if condition.is_:
        return f"{name} is {' or '.join(condition.is_)}"
    return f"{name} is not {' or '.join(condition.is_not)}" if condition.is_not else f"{name} known"


def _quotable(text: str) -> str:
    return text.replace('"', "'").replace("\n", " ")


def _id(flow: Flow, step: str) -> str:
    return f"{flow.id}_{step}".replace("-", "_")

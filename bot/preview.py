"""What an owner would read of one entry, for those who write it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from bot.core import advice_text
from bot.core.advice import Advice, Reason
from bot.core.content import Content, Language
from bot.core.explain import text as explained
from bot.core.names import Named
from bot.core.wording import say
from bot.errors import SettingWrong

_Show = Callable[[str, Content, Language, date], Iterator[str]]


def preview(kind: str, entry: str, content: Content, language: Language, today: date) -> str:
    """The texts of an entry as they stand in a talk, with an empty line between messages.

    Raises:
        SettingWrong: there is no such kind to preview, or no such entry.
    """
    shelf = f"{kind}s"
    if kind not in SHOWS:
        raise SettingWrong(f"'{kind}' has no preview; write one of {', '.join(SHOWS)}")
    if entry not in getattr(content, shelf):
        raise SettingWrong(f"there is no {kind} '{entry}'; see the folder knowledge/{shelf}")
    return "\n\n".join(SHOWS[kind](entry, content, language, today))


def _need(entry: str, content: Content, language: Language, _: date) -> Iterator[str]:
    need = content.needs[entry]
    yield f"[{need.label.to(language)}]"
    yield say(content, "heard-one", language, need=need.clause.to(language))


def _method(entry: str, content: Content, language: Language, _: date) -> Iterator[str]:
    method = content.methods[entry]
    for form in method.formats:
        advice = Advice("method", entry, 0.0, _reasons(method.needs.all()), form)
        yield advice_text.method_text(advice, content, language)
        yield advice_text.steps_text(method, form, content, language)


def _actor(entry: str, content: Content, language: Language, today: date) -> Iterator[str]:
    advice = Advice("actor", entry, 0.0, _reasons(content.actors[entry].needs.all()))
    yield advice_text.actor_text(advice, content, language, today)


def _instrument(entry: str, content: Content, language: Language, today: date) -> Iterator[str]:
    reasons = _reasons(content.instruments[entry].needs.all())
    advice = Advice("instrument", entry, 0.0, reasons)
    yield advice_text.instrument_text(advice, content, language, today)


def _term(entry: str, content: Content, language: Language, today: date) -> Iterator[str]:
    term = content.terms[entry]
    name = next(iter(term.forms.to(language)), entry)
    yield explained(Named("term", entry, name), content, language, today)


def _reasons(needs: tuple[str, ...]) -> tuple[Reason, ...]:
    return tuple(Reason("reason-need", {"need": need}) for need in needs[:1])


SHOWS: Mapping[str, _Show] = {
    "need": _need,
    "method": _method,
    "actor": _actor,
    "instrument": _instrument,
    "term": _term,
}

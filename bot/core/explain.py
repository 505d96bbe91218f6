"""Plain answers to "what is …" and "who is …": from the knowledge, with source and date."""

from datetime import date

from bot.core.advice import why_closed
from bot.core.advice_text import checked_text, day_text, effort, reason_text, ways_to_reach
from bot.core.content import Content, Language
from bot.core.names import Named
from bot.core.wording import capital, say

MOST_EXPLAINED = 3  # things asked about in one message


def is_known(named: Named, content: Content) -> bool:
    """Whether the entry is still there; content can be read anew while a talk goes on."""
    shelves = {
        "term": content.terms,
        "actor": content.actors,
        "instrument": content.instruments,
        "method": content.methods,
    }
    return named.id in shelves[named.kind]


def text(named: Named, content: Content, language: Language, today: date) -> str:
    """Two or three plain sentences about an entry, and where they come from."""
    if named.kind == "term":
        return _term(named, content, language)
    if named.kind == "actor":
        actor = content.actors[named.id]
        lines = [f"**{actor.name}**", actor.does.to(language), actor.cost.to(language)]
        lines += [
            ways_to_reach(actor, content, language),
            checked_text(actor, content, language, today),
        ]
        return "\n".join(lines)
    if named.kind == "instrument":
        instrument = content.instruments[named.id]
        lines = [
            f"**{instrument.name}**: {instrument.plain.to(language)}",
            instrument.pays_for.to(language),
        ]
        closed = why_closed(instrument, today)
        if closed is not None:
            lines.append(reason_text(closed, content, language))
        lines.append(checked_text(instrument, content, language, today))
        return "\n".join(lines)
    method = content.methods[named.id]
    form = min(method.formats, key=lambda f: f.hours)
    time = say(content, "your-time", language, effort=effort(form, content, language))
    return "\n".join([f"**{method.name.to(language)}**", method.does.to(language), time])


def _term(named: Named, content: Content, language: Language) -> str:
    term = content.terms[named.id]
    meaning = say(
        content, "term-means", language, word=capital(named.name), meaning=term.says.to(language)
    )
    return f"{meaning}\n{say(content, 'term-checked', language, day=day_text(term.checked.on, language))}"

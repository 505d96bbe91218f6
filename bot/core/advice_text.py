"""How advice reads: methods, contacts and money as an owner sees them, with reasons and sources."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from bot.core.advice import Advice, Advised, LeftOut, Reason
from bot.core.content import Actor, Amount, Content, Fact, Format, Instrument, Language, Method
from bot.core.freshness import is_old
from bot.core.wording import capital, listed, say

YEARS = re.compile(r"\d{4}([-–]\d{4})?")  # the year of a figure, or the first and last
MINUTES_A_DAY = 8 * 60  # a working day
REASONS_SHOWN = 2  # with the advice; all of them behind "why these?"
LEFT_OUT_SHOWN = 3
MOST_AREAS_NAMED = 3
MOST_WORDS = 85  # of a message; our rules of plain language allow 90, and a head comes on top
OFFERED_MORE = 2  # other suggestions of each kind
MONTHS: dict[Language, tuple[str, ...]] = {
    "nb": tuple(
        "januar februar mars april mai juni juli august september oktober november desember".split()
    ),
    "sv": tuple(
        "januari februari mars april maj juni juli augusti september oktober november december".split()
    ),
    "en": tuple(
        "January February March April May June July August September October November December".split()
    ),
}

WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "nb": tuple("mandag tirsdag onsdag torsdag fredag lørdag søndag".split()),
    "sv": tuple("måndag tisdag onsdag torsdag fredag lördag söndag".split()),
    "en": tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()),
}


def day_text(day: date, language: Language) -> str:
    """A day as people write it: "21. november 2026"."""
    dot = "." if language == "nb" else ""
    return f"{day.day}{dot} {MONTHS[language][day.month - 1]} {day.year}"


def moment_text(moment: datetime, content: Content, language: Language) -> str:
    """A moment as people say it: "lørdag 28. november klokka 08"."""
    weekday = WEEKDAYS[language][moment.weekday()]
    dot = "." if language == "nb" else ""
    day = f"{weekday} {moment.day}{dot} {MONTHS[language][moment.month - 1]}"
    return say(content, "at-hour", language, day=day, hour=f"{moment.hour:02}")


def duration(hours: float, content: Content, language: Language) -> str:
    """Hours as an owner counts them: minutes under an hour, days from eight hours on."""
    minutes = round(hours * 60)
    if minutes < 60:
        return say(content, "minutes", language, number=str(minutes))
    if minutes < MINUTES_A_DAY:
        return _counted("hour", minutes / 60, content, language)
    return _counted("day", minutes / MINUTES_A_DAY, content, language)


def _counted(unit: str, number: float, content: Content, language: Language) -> str:
    if round(number * 2) == 2:
        return say(content, f"one-{unit}", language)
    text = f"{round(number * 2) / 2:g}"
    return say(
        content, f"{unit}s", language, number=text if language == "en" else text.replace(".", ",")
    )


def effort(form: Format, content: Content, language: Language) -> str:
    """What a format costs the owner: time and people."""
    if form.kind == "split":
        time = say(
            content,
            "effort-split",
            language,
            number=str(form.sessions),
            minutes=str(form.minutes),
            weeks=str(form.weeks),
        )
    else:
        time = duration(form.hours, content, language)
    return f"{capital(time)}. {people_text(form, content, language)}"


def people_text(form: Format, content: Content, language: Language) -> str:
    """How many people it takes at least."""
    fewest = form.people[0]
    return say(
        content, "alone-is-enough" if fewest == 1 else "people-needed", language, number=str(fewest)
    )


def reason_text(reason: Reason, content: Content, language: Language) -> str:
    """A reason or why-not in words; ids in its gaps become names."""
    values = {gap: _value(gap, value, content, language) for gap, value in reason.values.items()}
    return say(content, reason.wording, language, **values)


def _value(gap: str, value: str, content: Content, language: Language) -> str:
    if gap == "need" and value in content.needs:
        return content.needs[value].clause.to(language)
    if gap == "place" and value in content.places:
        return content.places[value].name
    if gap == "area":
        return areas_text(value.split(), content, language)
    if gap == "trade":
        names = [content.trades[t].name.to(language) for t in value.split() if t in content.trades]
        return listed(names, say(content, "and", language))
    if gap in ("size", "time", "team", "stage"):
        return say(content, f"{gap}-{value}", language)
    if gap == "hours":
        return duration(float(value), content, language)
    if gap == "day":
        return day_text(date.fromisoformat(value), language)
    return value


def areas_text(areas: Sequence[str], content: Content, language: Language) -> str:
    """Areas and municipalities by name, as long as they are few enough to read."""
    if len(areas) > MOST_AREAS_NAMED:
        return say(content, "other-places", language)
    names = [area_name(area, content, language) for area in areas]
    return listed(names, say(content, "and", language))


def area_name(area: str, content: Content, language: Language) -> str:
    """The name of an area or municipality."""
    if area in content.areas:
        return content.areas[area].name.to(language)
    return content.places[area].name if area in content.places else area


def checked_text(entry: Fact, content: Content, language: Language, today: date) -> str:
    """When the entry was last checked; asks the owner to check first when that is long ago."""
    wording = "checked-old" if is_old(entry, today) else "checked"
    if wording == "checked" and entry.confidence == "low":
        wording = "checked-unsure"
    return say(content, wording, language, day=day_text(entry.checked.on, language))


def method_text(advice: Advice, content: Content, language: Language) -> str:
    """A method: its name, what one does, what it costs in time and people, and why."""
    method, form = (
        content.methods[advice.id],
        advice.format or content.methods[advice.id].formats[0],
    )
    return _short_enough(
        f"**{method.name.to(language)}**",
        method.does.to(language),
        say(content, "your-time", language, effort=effort(form, content, language)),
        say(content, "help-required", language) if form.help == "required" else None,
        _because(_telling(advice.reasons), content, language),
        _May(method.story.to(language)) if method.story else None,
        say(content, f"basis-{form.basis}", language),
        source_text(method, content, language),
    )


class _May(str):
    """A line that is left out when the message grows too long."""

    __slots__ = ()


def _short_enough(*lines: str | None) -> str:
    """The lines as one message; of those that may be said the first to fit are."""
    said = [line for line in lines if line]
    left = MOST_WORDS - sum(len(line.split()) for line in said if not isinstance(line, _May))
    kept: list[str] = []
    for line in said:
        if isinstance(line, _May):
            if len(line.split()) > left:
                continue
            left -= len(line.split())
        kept.append(line)
    return "\n".join(kept)


def source_text(method: Method, content: Content, language: Language) -> str:
    """Where the method is known from: the report or page, and its year."""
    source = method.sources[0]
    seed = source.ref.removeprefix("seed ")[:3]
    if f"seed-{seed}" in content.wordings:
        name = say(content, f"seed-{seed}", language)
    else:
        name = urlsplit(source.url).netloc.removeprefix("www.") if source.url else source.ref
    return say(content, "source", language, source=name, day=day_text(method.checked.on, language))


def actor_text(advice: Advice, content: Content, language: Language, today: date) -> str:
    """An office: what it does for a firm like this, why it, how to reach it, when checked."""
    actor = content.actors[advice.id]
    return _short_enough(
        f"**{actor.name}**",
        actor.does.to(language),
        _May(actor.serves.to(language)),
        _because(_telling(advice.reasons), content, language),
        actor.cost.to(language),
        ways_to_reach(actor, content, language),
        checked_text(actor, content, language, today),
    )


def ways_to_reach(actor: Actor, content: Content, language: Language) -> str:
    """Phone, e-mail and page, as far as known; an unknown phone is never made up."""
    ways: list[str] = []
    if actor.phone:
        ways.append(say(content, "reach-phone", language, phone=actor.phone))
    if actor.email:
        ways.append(say(content, "reach-email", language, email=actor.email))
    if actor.web:
        ways.append(say(content, "reach-web", language, web=actor.web))
    if actor.hours:
        ways.append(actor.hours.to(language))
    if actor.how and (not actor.phone or actor.role != "ordinary"):
        ways.append(actor.how.to(language))
    return "\n".join(ways) or say(content, "reach-unknown", language)


def instrument_text(advice: Advice, content: Content, language: Language, today: date) -> str:
    """Money: what it pays, how much and of which year, what it does not cover, when to apply."""
    instrument = content.instruments[advice.id]
    name = instrument.name.rstrip(".")
    when = instrument.when if instrument.state != "ask" else None
    return _short_enough(
        f"**{name}**: {instrument.plain.to(language)}",
        instrument.pays_for.to(language),
        _May(say(content, "who-can", language, who=instrument.who.to(language))),
        None
        if is_help_not_money(instrument)
        else amount_text(instrument.amount, content, language),
        say(content, "not-covered", language, what=instrument.not_covered.to(language))
        if instrument.not_covered
        else None,
        _May(when.to(language)) if when else None,
        _May(instrument.takes.to(language)) if instrument.takes else None,
        say(content, "apply-first", language) if instrument.apply_before_start else None,
        say(content, "ask-first", language) if instrument.state == "ask" else None,
        say(content, "reach-web", language, web=instrument.url) if instrument.url else None,
        checked_text(instrument, content, language, today),
    )


def is_help_not_money(instrument: Instrument) -> bool:
    """Whether what one gets is help, of which no sum is to be told."""
    return instrument.form in ("programme", "relief") and instrument.amount is None


def amount_text(amount: Amount | None, content: Content, language: Language) -> str:
    """A sum with its currency and the year of the figure; says so when it is not known."""
    if amount is None:
        return say(content, "amount-unknown", language)
    year = _year_text(amount, content, language)
    if amount.says:
        says = amount.says.to(language)
        return says if _YEAR.search(says) else f"{says} {capital(year.strip('()'))}."
    parts = _sum_parts(amount, content, language)
    return (
        f"{capital(', '.join(parts))} {year}."
        if parts
        else say(content, "amount-unknown", language)
    )


def _year_text(amount: Amount, content: Content, language: Language) -> str:
    if YEARS.fullmatch(amount.year):
        return say(content, "figure-year", language, year=amount.year.replace("-", "–"))
    return say(content, "figure-undated", language)


def _sum_parts(amount: Amount, content: Content, language: Language) -> list[str]:
    parts: list[str] = []
    bound, number = ("most", amount.most) if amount.most is not None else ("least", amount.least)
    if number is not None:
        total = _sum(number, amount.currency, content, language)
        parts.append(say(content, f"amount-{bound}", language, sum=total))
    if amount.percent is not None:
        parts.append(say(content, "amount-share", language, percent=str(amount.percent)))
    return parts


_YEAR = re.compile(r"\b(19|20)\d\d\b")


def _sum(number: int, currency: str, content: Content, language: Language) -> str:
    spaced = f"{number:,}".replace(",", "," if language == "en" else " ")
    return say(content, f"sum-{currency.lower()}", language, number=spaced)


def _telling(reasons: Sequence[Reason]) -> Sequence[Reason]:
    """The reasons that say something new: the need was just agreed on, the cost has its own line."""
    return [r for r in reasons if r.wording not in ("reason-need", "reason-free")] or reasons[:1]


def _because(reasons: Sequence[Reason], content: Content, language: Language) -> str:
    shown = [reason_text(r, content, language) for r in reasons[:REASONS_SHOWN]]
    return say(content, "because", language, reasons=" ".join(shown)) if shown else ""


def steps_text(method: Method, form: Format, content: Content, language: Language) -> str:
    """What to do, numbered, for one who wants to begin now."""
    head = say(
        content,
        "start-now",
        language,
        name=method.name.to(language),
        effort=effort(form, content, language),
    )
    lines = [f"{number}. {step}" for number, step in enumerate(form.steps.to(language), start=1)]
    end = say(content, "start-get", language, get=method.get.to(language))
    return "\n".join([head, *lines, end])


def today_text(method: Method, content: Content, language: Language) -> str:
    """What to do today, in order, when there is no time to lose."""
    form = next((f for f in method.formats if f.kind == "short"), method.formats[-1])
    lines = [f"{number}. {step}" for number, step in enumerate(form.steps.to(language), start=1)]
    return "\n".join(
        [say(content, "do-today", language), "", f"**{method.name.to(language)}**", *lines]
    )


def others_text(advised: Advised, content: Content, language: Language, skip: int) -> str:
    """The next best of each kind, a line each; says so when there are no more."""
    lines: list[str] = []
    for advice in advised.methods[skip : skip + OFFERED_MORE]:
        method = content.methods[advice.id]
        form = advice.format or method.formats[0]
        lines.append(
            f"• **{method.name.to(language)}** ({effort(form, content, language).rstrip('.')})"
        )
    for advice in advised.actors[skip : skip + OFFERED_MORE]:
        actor = content.actors[advice.id]
        lines.append(f"• **{actor.name}**: {actor.does.to(language)}")
    for advice in advised.instruments[skip : skip + OFFERED_MORE]:
        instrument = content.instruments[advice.id]
        lines.append(f"• **{instrument.name}**: {instrument.plain.to(language)}")
    if not lines:
        return say(content, "no-others", language)
    return "\n".join([say(content, "others", language), *lines])


def why_text(advised: Advised, content: Content, language: Language) -> str:
    """Every reason for what was advised, and why some were left out."""
    lines = [say(content, "why-these", language)]
    for advice in (*advised.methods[:1], *advised.actors[:1], *advised.instruments[:1]):
        reasons = " ".join(reason_text(r, content, language) for r in advice.reasons)
        lines.append(f"• **{name_of(advice.kind, advice.id, content, language)}**: {reasons}")
    left_out = left_out_lines(advised.left_out, content, language)
    if left_out:
        lines += [say(content, "left-out", language), *left_out]
    return "\n".join(lines)


def left_out_lines(left_out: Iterable[LeftOut], content: Content, language: Language) -> list[str]:
    """Some that were left out, with why: what may change first; what serves other places is no news."""
    may_change = ("why-not-hours", "why-not-people", "why-not-opens", "why-not-stage")
    near = [x for x in left_out if x.why.wording != "why-not-area"]
    near.sort(key=lambda x: (x.why.wording not in may_change, x.kind != "method", x.id))
    return [
        f"• {name_of(x.kind, x.id, content, language)}: {reason_text(x.why, content, language)}"
        for x in near[:LEFT_OUT_SHOWN]
    ]


def name_of(kind: str, entry: str, content: Content, language: Language) -> str:
    """What an entry is called."""
    if kind == "method":
        return content.methods[entry].name.to(language)
    found: Actor | Instrument = (
        content.actors[entry] if kind == "actor" else content.instruments[entry]
    )
    return found.name

"""Puts ids and counts into a reader's words; an id that has gone from the content stays as it is."""

from dataclasses import dataclass

from bot.core.advice_text import MONTHS, day_text
from bot.core.comparing import Span
from bot.core.content import Content, Language
from bot.core.wording import capital, say
from bot.web.words import WORDS, word

SHORT_MONTH = 3  # letters
LONG_NUMBER = 10_000  # from here on digits are counted rather than read


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads, in their language."""

    content: Content
    language: Language

    def word(self, key: str, **values: str | int) -> str:
        """A text of the pages, its numbers as people write them."""
        return word(
            key,
            self.language,
            **{
                gap: self.count(value) if isinstance(value, int) else value
                for gap, value in values.items()
            },
        )

    def count(self, number: int) -> str:
        """A whole number; a long one in groups of three, which no line is broken within."""
        if number < LONG_NUMBER:
            return str(number)
        return f"{number:,}".replace(",", "," if self.language == "en" else "\u00a0")

    def named(self, column: str, id_: str | None) -> str:
        """What a value of a column is called."""
        if id_ is None:
            return self.word(f"no-{column}" if f"no-{column}" in WORDS else "not-told")
        match column:
            case "need":
                return self.need(id_)
            case "place":
                return self.content.places[id_].name if id_ in self.content.places else id_
            case "size":
                return capital(say(self.content, f"size-{id_}", self.language))
            case "step":
                return self.question(id_)
            case _:
                return self.word(f"{column}-{id_}") if f"{column}-{id_}" in WORDS else id_

    def need(self, id_: str) -> str:
        """What a need is called."""
        need = self.content.needs.get(id_)
        return need.label.to(self.language) if need else id_

    def question(self, step: str) -> str:
        """What was asked at a step, up to the first question mark."""
        main_first = sorted(self.content.flows.values(), key=lambda flow: flow.id != "main")
        asks = next(
            (s.ask for flow in main_first for s in flow.steps if s.id == step and s.ask), None
        )
        if asks is None:  # what is asked there is put together from what the owner said
            return self.word(f"step-{step}") if f"step-{step}" in WORDS else step
        line = asks.to(self.language).partition("\n")[0]
        before, mark, _ = line.partition("?")
        return before + mark

    def span(self, span: Span) -> str:
        """From a day to a day, or one day, as people write it."""
        if span.first == span.last:
            return day_text(span.first, self.language)
        first, last = (day_text(day, self.language) for day in (span.first, span.last))
        return self.word("span", first=first, last=last)

    def number(self, value: float) -> str:
        """A number with at most one decimal, as people write it."""
        text = f"{value:.1f}".removesuffix(".0")
        return text if self.language == "en" else text.replace(".", ",")

    def month(self, month: str) -> str:
        """A month as "2026-11" in words."""
        year, number = month.split("-")
        return f"{capital(MONTHS[self.language][int(number) - 1])} {year}"

    def month_short(self, month: str) -> str:
        """A month as "2026-11" in three letters."""
        return MONTHS[self.language][int(month[-2:]) - 1][:SHORT_MONTH]

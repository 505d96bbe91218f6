"""The texts of a group in a form: each can be picked, rewritten and given its language."""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.content import LANGUAGES, Language
from bot.core.lessons import LONGEST_EXAMPLE, Reason, Stands, WhyNot, taught_texts, why_not_text
from bot.core.misheard import HeardText, Misheard, heard_texts, only
from bot.core.redaction import known_names
from bot.core.words import said_as
from bot.web.page import Site
from bot.web.staff_reader import Reader

MOST_PICKED = 20  # texts of a group in one form; more are read by nobody at once
FIELDS_OF_A_TEXT = 3
MOST_FORM_BYTES = 256 * 1024  # a text may be long until it is rewritten, and grows when it is sent
KEY_LENGTH = 12
FAULTS: Mapping[Reason, str] = {
    "no-letter": "teach-no-letter",
    "invisible": "teach-invisible",
    "too-long": "teach-too-long",
    "known": "teach-known",
    "personal": "teach-personal",
    "marks": "teach-marks",
    "unknown-need": "teach-unknown-need",
}


@dataclass(frozen=True, slots=True)
class Picked:
    """A text in the form; ``fault`` says what is wrong with it, ``reads`` what Steg reads in it now."""

    text: str
    language: str
    is_picked: bool
    fault: str = ""
    reads: str = ""


def key_of(text: str, site: Site) -> str:
    """What a text is called in an address, where no owner's words may stand."""
    return hmac.new(site.secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:KEY_LENGTH]


def keys_of(group: Sequence[HeardText], site: Site) -> str:
    """The texts of a group as part of an address."""
    texts = list(dict.fromkeys(heard.text for heard in group))
    return ".".join(key_of(text, site) for text in texts[:MOST_PICKED])


def kept(site: Site, wanted: Mapping[str, str | None]) -> list[Misheard]:
    """What is kept of words that were missed, oldest first; made-up ones only where there are no others."""
    store = site.store
    made_up = store.only_made_up()
    return only(store.words_heard(), site.content(), made_up=made_up, wanted=wanted)


def heard_of(keys: str, site: Site) -> list[HeardText]:
    """The texts an address names, as far as they are still kept, in its order."""
    order = {key: number for number, key in enumerate(keys.split(".")[:MOST_PICKED])}
    found = [(key_of(one.text, site), one) for one in heard_texts(kept(site, {}), site.content())]
    return [
        one for key, one in sorted(found, key=lambda pair: order.get(pair[0], 0)) if key in order
    ]


def to_pick(heard: Sequence[HeardText]) -> list[Picked]:
    """The texts as the form begins: each once, and one that stands alone is picked."""
    by_text = {one.text: one for one in reversed(heard)}
    first = [by_text[text] for text in dict.fromkeys(one.text for one in heard)]
    return [Picked(one.text, one.language, is_picked=len(first) == 1) for one in first]


def picked_in(form: Mapping[str, str]) -> list[Picked]:
    """The texts as they were sent."""
    return [
        Picked(
            " ".join(form[f"text-{number}"].split()),
            form.get(f"language-{number}", ""),
            is_picked=f"pick-{number}" in form,
        )
        for number in range(MOST_PICKED)
        if f"text-{number}" in form
    ]


def looked_at(picked: Sequence[Picked], site: Site, reader: Reader) -> list[Picked]:
    """The texts with what is wrong with each that was picked, also when it stands there twice."""
    content = site.content()
    known = known_names(content)
    taught = taught_texts(content)
    taught |= {
        said_as(one.text): Stands("listed", one.need) for one in site.store.lessons.waiting()
    }
    found = []
    for one in picked:
        fault = _fault(one, why_not_text(one.text, taught, known), reader) if one.is_picked else ""
        if one.is_picked and not fault:
            taught[said_as(one.text)] = Stands("listed")
        found.append(replace(one, fault=fault))
    return found


def _fault(one: Picked, why: WhyNot | None, reader: Reader) -> str:
    """What is wrong with a text, in the reader's words."""
    if why is None:
        return "" if one.language in LANGUAGES else reader.word("teach-no-language")
    said = reader.word(FAULTS[why.reason])
    if why.reason == "personal":
        return f"{said} {reader.word('teach-hidden', text=why.hidden)}"
    if why.reason == "too-long":
        return reader.word("teach-too-long-now", number=len(one.text), most=LONGEST_EXAMPLE)
    if why.stands and why.stands.kind == "needs":
        return f"{said} {reader.word('teach-stands', need=reader.need(why.stands.entry))}"
    return said


def with_reading(picked: Sequence[Picked], site: Site, reader: Reader) -> list[Picked]:
    """The texts with what Steg reads in each of them now."""
    if site.reads is None:
        return list(picked)
    return [replace(one, reads=_read(site.reads(one.text), reader)) for one in picked]


def _read(needs: Sequence[str], reader: Reader) -> str:
    if not needs:
        return reader.word("heard-reads-nothing")
    return reader.word("heard-reads", needs=", ".join(map(reader.need, needs)))


def examples_of(picked: Sequence[Picked]) -> Mapping[Language, list[str]]:
    """The picked texts by language."""
    return {
        language: [one.text for one in picked if one.is_picked and one.language == language]
        for language in LANGUAGES
    }


def reads_of(site: Site) -> Callable[[str], Sequence[str]]:
    """What Steg reads in a text; nothing where the site has no reader."""
    return site.reads or (lambda _: ())

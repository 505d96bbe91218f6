"""Facts an owner says in passing: how many they are, how much time there is, who can join."""

import re
from dataclasses import dataclass

from bot.core.content import Size, Team, Time
from bot.core.words import folded

_NUMBERS = {
    **dict.fromkeys("en ei ett ein eit one".split(), 1),
    **dict.fromkeys("to tva tvo two begge bada".split(), 2),
    **dict.fromkeys("tre three tri".split(), 3),
    **dict.fromkeys("fire fir fyra four".split(), 4),
    **dict.fromkeys("fem five".split(), 5),
    **dict.fromkeys("seks sex six".split(), 6),
    **dict.fromkeys("sju syv seven".split(), 7),
    **dict.fromkeys("atte atta eight".split(), 8),
    **dict.fromkeys("ni nio nine".split(), 9),
    **dict.fromkeys("ti tio ten".split(), 10),
    **dict.fromkeys("elleve elva eleven".split(), 11),
    **dict.fromkeys("tolv twelve".split(), 12),
    **dict.fromkeys("femten femton fifteen".split(), 15),
    **dict.fromkeys("tjue tjugo twenty".split(), 20),
    **dict.fromkeys("tretti trettio thirty".split(), 30),
}
_N = r"(\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
_ALSO = r"(?:bare|berre|kun|bara|totalt|cirka|ca|rundt|omtrent|ungef[ae]r|about|around|just|only|i alt|nu|na|no)?\s*"
_WE_ARE = re.compile(rf"\b(?:vi|me|oss) (?:er|e|ar|jobber|jobbar) {_ALSO}{_N}\b(?!\s*(?:km|kilomet|mil|timer|time|min|ar\b|prosent|procent|%))")
_WE_ARE_EN = re.compile(rf"\b(?:we are|we're|there are|team of|there's) {_ALSO}{_N}\b(?!\s*(?:km|mile|hour|min|year|percent|%))")
_HEADS = re.compile(
    rf"\b{_N}\s*(?:ansatte|tilsette|stk\b|stykk|personer|person\b|pers\b|folk\b|mann\b|mannfolk|karer|kara\b|"
    r"anst[ae]llda|st\b|man\b|employees|people|staff|of us|av oss|personar|arsverk)"
)
_ALONE = re.compile(
    r"\b(?:(?:bare|berre|kun|bara|ba) (?:jeg|meg|mej|mig|e|eg|je|jag|ja|me)\b(?! (?:og|och|o|a)\b)|"
    r"(?:jobber|driver|jobbar|driv|er|ar|e) (?:helt )?(?:alene|aleine|aleina|aleen|ensam|allena|sj[ae]lv|pa egen hand)\b|"
    r"enmannsforetak|enkeltpersonforetak|enmannsbedrift|enmannsforetag|enskild firma|"
    r"just me\b|only me\b|on my own|sole trader|by myself|work alone|one[- ]man (?:band|show|firm))"
)
_COUPLE = re.compile(
    r"\b(?:(?:jeg|e|eg|jag|ja|je|meg|mig) (?:og|och|o|a) (?:kona|kjerringa|mannen|samboer\w*|broren?|soster\w*|son\w*|"
    r"datter\w*|frun|frugan|fru|min man|mannen|sambon?|bror\w*|dotter\w*|far|pappa|mamma|kompis\w*|kompan\w*)|"
    r"me and my (?:wife|husband|partner|brother|sister|son|daughter|father|mother|mate)|my (?:wife|husband|partner) and (?:i|me))\b"
)
_PUBLIC = re.compile(
    r"\b(?:(?:vi er|vi ar|vi e|me er) (?:en|ein) kommun\w*|(?:jobber|jobbar|ansatt|arbeider|arbetar) (?:i|pa|for|at) (?:\w+ )?(?:kommun\w*|fylke\w*|region\w*)|"
    r"i work (?:for|at|in) (?:the |our )?(?:municipality|county|council|region))\b"
)
_ASSOCIATION = re.compile(
    r"\b(?:vi er (?:et|en|eit|ei) (?:\w*lag|\w*forening|\w*klubb)|(?:bygdelaget|idrettslaget|grendelaget|velforeninga?|idrottsforeningen|"
    r"byalaget|hembygdsforeningen|bygdegardsforeningen)|we are (?:a|an) (?:\w+ )?(?:club|association|village group))\b"
)
_SPARE = re.compile(
    r"\b(?:sette av|setje av|avsette|til overs|s[ae]tta av|avs[ae]tta|l[ae]gga|over till|spare|set aside|har tid til|har tid|hinner med|tid til)\b"
)
_TIMES: tuple[tuple[re.Pattern[str], Time], ...] = (
    (re.compile(r"\b(?:halv(?:an)? ?dag|halve dagen|half a day|half[- ]day|et par timer|ett par timmar|couple of hours)"), "half-day"),
    (re.compile(r"\b(?:2|3|to|tre|tva|two|three|par|couple of|2-3|2–3)\s*(?:-|–|til|till|to|eller|or)?\s*(?:3|tre|three)?\s*(?:dager|daga\b|dagar|dagene|days)"), "days"),
    (re.compile(r"\b(?:(?:en|ein|ett|one|1|a|hel|full|whole) (?:hel |hele |full )?(?:dag|day)|heldag)\b"), "day"),
    (re.compile(r"\b(?:(?:en|ein|1|one|an|nagon|noen|nan|half an|halv) ?(?:liten )?(?:time|timme|hour)|halvtime|halvtimme|\d+ ?min|timme nan|kveld|kv[ae]ll|evening|lite|litt|lunsj|fikapaus)"), "hour"),
    (re.compile(r"\b(?:uke|uka|vecka|veckor|week|mye|mycket|a lot|so mye|sa mycket|mer enn|mer an|more than|mange dager|flera dagar)"), "more"),
)
_THREE_OR_MORE = re.compile(r"\b(?:tre|three|fire|fyra|four|fem|five|flere|fler|alle|alla|everyone|everybody|all of us|[3-9]|\d\d)\b")
_TWO = re.compile(r"\b(?:to|tva|two|2|begge|bada|both|par|couple|kona|frugan|mannen)\b")
_ONE = re.compile(r"\b(?:bare jeg|jeg|meg|jag|mig|en|ein|ei|one|me|1|alene|aleine|sj[ae]lv|selv|ensam|eg|alone|myself)\b")


@dataclass(frozen=True, slots=True)
class Told:
    """What a text says of the situation; None is not told."""

    size: Size | None = None
    time: Time | None = None
    team: Team | None = None


def told(text: str, asked: str | None = None) -> Told:
    """The facts in a text.

    Args:
        asked: the fact the owner was just asked for; then a bare number or word is enough.
    """
    # After folding, "å" and "a" are one letter, so patterns are written without rings and dots.
    plain = " ".join(folded(text).split())
    size = _size(plain, asked=asked == "size")
    time = _time(plain, asked=asked == "time")
    team = _team(plain) if asked == "team" else None
    return Told(size, time, team)


def size_of(heads: int) -> Size:
    """The size a number of people means; bounds as in interfaces.md."""
    if heads <= 1:
        return "solo"
    if heads < 10:
        return "micro"
    return "small" if heads < 50 else "medium"


def _size(plain: str, *, asked: bool) -> Size | None:
    if _PUBLIC.search(plain):
        return "public"
    if _ASSOCIATION.search(plain):
        return "association"
    heads = _heads(plain, asked=asked)
    if heads is not None:
        return size_of(heads)
    if _COUPLE.search(plain):
        return "micro"
    return "solo" if _ALONE.search(plain) else None


def _heads(plain: str, *, asked: bool) -> int | None:
    patterns = [_WE_ARE, _WE_ARE_EN, _HEADS]
    if asked:
        patterns.append(re.compile(rf"\b{_N}\b"))
    for pattern in patterns:
        found = pattern.search(plain)
        if found:
            number = found.group(1)
            return int(number) if number.isdigit() else _NUMBERS[number]
    return None


def _time(plain: str, *, asked: bool) -> Time | None:
    if not asked and not _SPARE.search(plain):
        return None
    return next((time for pattern, time in _TIMES if pattern.search(plain)), None)


def _team(plain: str) -> Team | None:
    if _THREE_OR_MORE.search(plain):
        return "three-plus"
    if _TWO.search(plain):
        return "two"
    return "one" if _ONE.search(plain) else None

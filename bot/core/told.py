"""Facts an owner says in passing: how many they are, how much time there is, who can join."""

import re
from dataclasses import dataclass

from bot.core.content import Size, Team, Time
from bot.core.words import folded

# --- numbers

_UNITS = {
    **dict.fromkeys("en ei ett ein eit et one".split(), 1),
    **dict.fromkeys("to tva tvo two begge bada both par".split(), 2),
    **dict.fromkeys("tre trei three tri".split(), 3),
    **dict.fromkeys("fire fir fyra four".split(), 4),
    **dict.fromkeys("fem five".split(), 5),
    **dict.fromkeys("seks sex six".split(), 6),
    **dict.fromkeys("sju syv seven".split(), 7),
    **dict.fromkeys("atte atta eight".split(), 8),
    **dict.fromkeys("ni nio nine".split(), 9),
}
_TEENS = {
    **dict.fromkeys("ti tio ten tiotal titall".split(), 10),
    **dict.fromkeys("elleve elva eleven".split(), 11),
    **dict.fromkeys("tolv twelve dusin dussin dozen".split(), 12),
    **dict.fromkeys("tretten tretton thirteen".split(), 13),
    **dict.fromkeys("fjorten fjorton fourteen".split(), 14),
    **dict.fromkeys("femten femton fifteen".split(), 15),
    **dict.fromkeys("seksten sexton sixteen".split(), 16),
    **dict.fromkeys("sytten sjutton seventeen".split(), 17),
    **dict.fromkeys("atten arton eighteen".split(), 18),
    **dict.fromkeys("nitten nitton nineteen".split(), 19),
}
_TENS = {
    **dict.fromkeys("tjue tyve tjugo twenty tjugotal".split(), 20),
    **dict.fromkeys("tretti trettio thirty".split(), 30),
    **dict.fromkeys("forti fyrtio forty".split(), 40),
    **dict.fromkeys("femti femtio fifty".split(), 50),
    **dict.fromkeys("seksti sextio sixty".split(), 60),
    **dict.fromkeys("sytti sjuttio seventy".split(), 70),
    **dict.fromkeys("atti attio eighty".split(), 80),
    **dict.fromkeys("nitti nittio ninety".split(), 90),
    **dict.fromkeys("hundre hundra hundred".split(), 100),
}
_NUMBERS = {**_UNITS, **_TEENS, **_TENS} | {
    f"{ten}{dash}{unit}": tens + units
    for ten, tens in _TENS.items()
    for unit, units in _UNITS.items()
    for dash in ("", "-")
    if tens < 100
}
# "En" is an article far more often than a number, so it counts only where nothing else can be meant.
_ARTICLES = frozenset("en ei ett ein eit et one".split())
_DIGITS = r"(?<![\d.,:-])\d{1,4}(?![\d:])"
_WORDS = r"\b(?:" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")\b"
_N = rf"({_DIGITS}|{_WORDS})"
_A_PAIR = re.compile(r"\bett? par\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_RANGE = (
    r"(?:[.,]\d)?(?:\s*(?:-|–|til|till|to|eller|or|/)\s*(?:\d{1,4}|" + "|".join(_NUMBERS) + r")\b)?"
)
# What makes a number a distance, a while, a share or a sum, and not people.
_NO_HEADS = (
    rf"(?!{_RANGE}\s*(?:%|km\b|kilomet|mil\b|mile|meter|m\b|tim|hour|min|uke|veke|veck|week|mane|mana|month|"
    r"dag|day|ar\b|ars\b|arig|aring|year|prosent|procent|percent|kr\b|kron|million|mill\b|tonn|ton\b|av\b(?! oss)|of\b(?! us)))"
)


def _number(found: str) -> int:
    return int(found) if found.isdecimal() else _NUMBERS[found]


# --- how many

_ALSO = r"(?:(?:bare|berre|baerre|kun|bara|totalt|cirka|ca\.?|rundt|omtrent|omkring|ungefer|about|around|just|only|i alt|nu|na|no|egentlig|vel|et|ett|a) )?"
_WE_ARE = re.compile(
    rf"\b(?:(?:vi|me|oss|dokk|mo) (?:er|e|ar|jobber|jobbar|jobbe)|we are|we're|there are|team of|lag pa|gjeng pa) {_ALSO}{_N}{_NO_HEADS}"
)
_THERE_ARE = re.compile(r"there are")
_EMPLOYED = r"(?:ansatte?|tilsette?|anst[ae]lld\w*|employees?|staff|arsverk|of us|av oss)\b"
_PEOPLE = r"(?:stk|st|stykk\w*|stycken?|personer|person|personar|pers|folk|mann|man|mannfolk|karer|kara|people|persons)\b"
_FIRM_OF = re.compile(
    rf"(?:firma|bedrift|foretak|foretag|selskap|gjeng|team|company|business|firm|verksted|verkstad|butikk?|gard|kontor)\w*(?: \w+)? (?:pa|med|av|of|with) {_N}{_NO_HEADS}"
    rf"(?={_RANGE}\s*(?:$|[.,!?;:)]|(?:fast\w* )?(?:{_EMPLOYED}|{_PEOPLE})|(?:i|pa|in|som|og|och|and)\b))"
)
_HEADS = re.compile(
    rf"{_N}{_RANGE}\s*(?:(?:fast|faste|fulltids|heltids|full-time) )?(?:(?P<employed>{_EMPLOYED})|{_PEOPLE})"
)
_HAVE_EMPLOYED = re.compile(
    rf"\b(?:har|ha|have|has|med|with) (?:bare |berre |bara |only |just )?{_N} (?:ansatte?|tilsette?|anst[ae]lld\w*|employees?)\b"
)
_WHOSE = re.compile(r"\b(?:til|till|for|at|av|of|to) $")
_US = re.compile(r"\b(?:vi|me|oss|we|us|har|ha|have|med|with|team|gjeng|verksta?\w*|verksted)\b")
# People an owner wants, serves or has lost are not the ones there are.
_WANTED = re.compile(
    r"\b(?:treng\w*|sok\w*|mangl\w*|behov\w*|sakn\w*|leter?|leta\w*|finn\w*|hitta\w*|need\w*|looking|want\w*|hire|ansette|anstalla|rekrutter\w*|"
    r"mista|mistet|miste|lost|the other|andre|syk\w*|sjuk\w*)\b[^.,;!?]*$"
)
_SERVED = re.compile(
    r"\b(?:besok\w*|serve\w*|tar imot|tar emot|selg\w*|selj\w*|plass|kommer|komme|kom|gjest\w*|kund\w*|minst|hver|varje|every)\b[^.,;!?]*$"
)
_OTHERS_AFTER = re.compile(
    r"^\s*(?:\w+ )?(?:til\b|till\b|more\b|mer\b|ekstra|har slutt|har sagt|sa opp|slut|quit|left|som er syk|er syk|er sjuk|ar sjuk|er borte|om dagen|om dan|per dag|"
    r"i kon|i koen|pa venteliste|a day|per day|each|hver|varje|om aret|i aret|a year|mangler|behovs|trengs)"
)
_ANY_NUMBER = re.compile(rf"{_N}{_NO_HEADS}")
_NO_COUNT_BEFORE = re.compile(
    r"\b(?:kl|klokka|klokken|klockan|siden|sidan|sen|since|i|fra|in)\.?\s*$"
)
_I = r"(?:jeg|eg|e|jag|ja|je|i)"
_ME = r"(?:jeg|meg|mej|mig|me|m[ea]|e|eg|je|jag|ja|i)"
_AND = r"(?:og|och|o|a|and|&)(?:'n)?"
_KIN = (
    r"(?:kona|kjerring\w*|kj[ae]ring\w*|mannen|man|gubben|samboer\w*|sambo\w*|bror\w*|broren?|soster\w*|syster\w*|son|sonen|sonn\w*|datter\w*|dotter\w*|frun|frugan|fru|far|pappa|"
    r"mor|mamma|kompis\w*|kompan\w*|kamerat\w*|makker\w*|kollega\w*|wife|husband|partner|brother|sister|daughter|father|mother|mate|friend|"
    r"onkel\w*|svoger\w*|svager\w*|svigers\w*|faren|moren|ungen\w*|lerling\w*|l[ae]rling\w*|lerling|ansatt|anst[ae]lld|employee|til|till|other)\b"
)
_OWN = r"(?:(?:min|mi|mitt|my|our|v[aå]r|en|ein|ei|et|ett|a|an|one) )?"
_COUPLE = re.compile(rf"\b{_ME} {_AND} {_OWN}{_KIN}|\b{_OWN}{_KIN}(?: min| mi)? {_AND} {_ME}\b")
_ME_AND_MORE = re.compile(rf"\b{_ME} {_AND} {_N}{_NO_HEADS}")
_NOT = r"(?<!ikke )(?<!ikkje )(?<!itj )(?<!inte )(?<!int )(?<!not )(?<!if )"
_END = r"(?=\s*(?:$|[.,!?;:)]|som\b|her\b|h[ae]r\b|here\b|i\b|pa\b|in\b|at\b|alene|selv|sj[ea]lv|no\b|na\b|nu\b|for tid))"
_JUST_ME = re.compile(rf"{_NOT}\b(?:bare|berre|baerre|kun|bara|ba|just|only) {_ME}\b{_END}")
_ON_MY_OWN = r"(?:alene|aleine|aleina|aleen|aleane|allena|ensam|sj[ae]lv|pa eg[ei]n hand|pa eiga hand|alone|solo|by myself|on my own)\b(?! om\b| about\b| in\b)"
_ALONE = re.compile(
    rf"(?:\b{_I}(?:'m)? (?:am |er |e |ar )?|\b)(?<!vi er )(?<!me er )(?:\b(?:er|e|ar|am|jobb(?:er|ar|e)?|driv(?:er|e|ar)?|work|run|arbeider|arbetar) )"
    rf"(?:it |den |det |dette |firmaet |stedet )?(?:helt |heilt |all )?{_ON_MY_OWN}"
)
_WE_ALONE = re.compile(
    r"\b(?:vi|me|we|oss) (?:er|e|ar|are) (?:\w+ )?(?:alene|aleine|aleina|ensam\w*|alone)|\b(?:ikke|ikkje|itj|inte|int|not) (?:alene|aleine|aleina|ensam|alone)"
)
_ONE_MAN = re.compile(
    r"\b(?:enman+s?(?:foretak|foretag|bedrift|firma|virksomhet)\w*|enkeltpersonforetak\w*|enskild firma|one[- ](?:man|woman|person) (?:band|show|firm|company|business)|"
    r"sole (?:trader|proprietor)|(?:eneste|enda) (?:ansatt\w*|anst[ae]lld\w*)|on my own|just by myself|work by myself)"
)
_PUBLIC = re.compile(
    r"\b(?:(?:vi|me) (?:er|e|ar) (?:en |ein |ei |et )?(?:\w+ )?kommun\w*|(?:jobber|jobbar|jobbe|ansatt|tilsett|anst[ae]lld|arbeider|arbetar) (?:i|pa|at|hos) (?:\w+ ){0,2}(?:kommun\w*|fylke\w*|region\w*)|"
    r"we are (?:a |the )?(?:\w+ )?(?:municipality|council|county)|i work (?:for|at|in) (?:the |our |a )?(?:\w+ )?(?:municipality|county|council|region))\b"
)
_CLUBS = r"(?:idretts|bygde|grende|ungdoms|bonde|historie|jeger|sogne|sokne|bya|hembygds|bygdegards|idrotts|vel|samfunns|by)"
_ASSOCIATION = re.compile(
    rf"\b(?:(?:vi|me) (?:er|e|ar) (?:et|en|eit|ei|ett|ein) (?:\w+ )?(?:{_CLUBS}lag|\w*forening|\w*klubb)\b|(?<!til )(?<!till )(?<!to ){_CLUBS}(?:laget|foreninga?|foreningen)\b|"
    r"we are (?:a|an) (?:\w+ )?(?:club|association|village group|society|charity)\b)"
)
_SHORT_TEXT = 4  # words
_SHORT = 3  # words; so short an answer can only be about what was asked
_PUBLIC_WORD = re.compile(
    r"\b(?:kommun\w*|fylke\w*|offentlig\w*|region\w*|public|council|municipality|staten)\b"
)
_ASSOCIATION_WORD = re.compile(
    rf"\b(?:\w*forening\w*|{_CLUBS}?lag|\w*klubb\w*|club|association|society)\b"
)
_ALONE_WORD = re.compile(
    rf"^(?:{_ME}|alene|aleine|aleina|ensam|sj[ae]lv|selv|alone|solo|myself|(?:meg|mig|jag|jeg) (?:selv|sj[ae]lv))$"
)
_NO_OTHERS = re.compile(
    r"\b(?:ingen (?:andre|andra|ansatte|anst[ae]llda|tilsette)|nobody else|no employees|no one else)\b"
)

# --- how much time

_WITH_TIME = re.compile(
    r"\b(?:sett?e? av|setje av|avsette|til overs|s[ae]tta av|avs[ae]tta|l[ae]gga|over till?|timm\w* over|dag\w* over|spare|set aside|har (?:\w+ )?tid|hinner med|tid til)\b"
)
_NO_TIME = re.compile(
    r"\b(?:ikke|ikkje|itj|inte|int|ingen|aldri|aldrig|not|never|no|nobody|don't|cannot|can't)\b"
)
_A_WEEK = re.compile(
    r"(?<=\w)(?<!spare)(?<!av)\s+(?:\b(?:i|per|a|om|hver|varje|each|every|pr)\b\.? ?(?:uk[ea]n?|veck\w*|vek[ae]|week|maned\w*|manad\w*|month))"
)
_SOME = r"(?:noen|nokre|nan|nagra|nagon|nokon|a few|few|par|couple of|a couple of|some|flere|flera|several)"
_MINUTES = re.compile(r"\b(?:min|minut\w*|kvarter|halvtim\w*|half an hour|halv tim\w*)\b|\d ?min")
_HOURS = re.compile(rf"{_N}{_RANGE} ?(?:tim\w*|hours?|t|h)\b")
_SOME_HOURS = re.compile(rf"\b{_SOME} (?:timer|timar|timmar|hours)\b")
_DAYS = re.compile(
    rf"{_N}({_RANGE}) ?(?:heile |hele |hela |hel |heil |full |whole )*(?:dag\w*|days?)\b"
)
_SOME_DAYS = re.compile(rf"\b{_SOME} (?:dager|daga|dagar|days)\b")
_LITTLE = re.compile(
    r"\b(?:(?:ikke|ikkje|itj|inte|int|not) (?:sa |s[ao] |very |that )?(?:mye|mykje|mycket|much|a lot|lenge)|nesten ing\w*|ingen tid|inga tid|no time|(?:ikke|ikkje|itj|inte|int) tid|"
    r"lite|litt|lita|lunsj\w*|fikapaus\w*|kveld\w*|kv[ae]ll\w*|evening\w*|(?:en|ein|an|one|1|nan|noen|nagon) ?(?:liten )?(?:time|timme|hour)|timme nan|now and then|na og da|da och da)\b"
)
_LESS_THAN_A_DAY = re.compile(
    r"\b(?:ikke|ikkje|inte|not|under|mindre enn|mindre an|less than) (?:en |ein |a )?(?:hel|heil|whole|full)? ?(?:dag|day)\b"
)
_HALF_A_DAY = re.compile(
    r"\b(?:halv(?:an)? ?dag\w*|halve dagen|half a day|half[- ]day|formiddag\w*|ettermiddag\w*|eftermiddag\w*|morning|afternoon)\b"
)
_A_DAY = re.compile(
    r"\b(?:(?:en|ein|ett|one|a|hel|heil|full|whole) (?:hel |heil |hele |full |whole )?(?:dag|day)|heldag|halvannen dag|halvannan dag)\b"
)
_MORE_THAN_A_DAY = re.compile(
    r"\b(?:mer enn|meir enn|mer [ae]n|more than) (?:en |ein |a |one )?(?:dag|day)\b"
)
_BARE_DAYS = re.compile(r"^(?:2|to|tva|two) ?(?:-|–|til|till|eller|or) ?(?:3|tre|three)$")
_MUCH = re.compile(
    r"\b(?:uke[rn]?|uka|vecka|veckan|veckor|veke\w*|weeks?|mye|mykje|mycket|a lot|det som treng\w*|som treng\w*|sa mye|mer enn|mer an|more than|mange dag\w*|many days|flera dagar|alt)\b"
)

# --- who can join

_EVERYBODY = re.compile(
    r"\b(?:flere|flest|fler|alle|alla|everyone|everybody|all of us|hele gjengen|heile gjengen|hela genget|hele huset|hele teamet|the whole)\b"
)


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
    plain = _A_PAIR.sub("par", " ".join(folded(text).split()))
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
    if asked and _is_short(plain) and (word := _size_word(plain)):
        return word
    heads = _heads(plain, asked=asked)
    if heads is not None:
        return size_of(heads)
    return "solo" if _is_alone(plain, asked=asked) else None


def _is_short(plain: str) -> bool:
    return len(plain.split()) <= _SHORT


def _size_word(plain: str) -> Size | None:
    """The size a word or two mean, when we asked for it."""
    if _PUBLIC_WORD.search(plain):
        return "public"
    if _ASSOCIATION_WORD.search(plain):
        return "association"
    return (
        "solo" if _ALONE_WORD.match(plain.strip(" .!")) or plain.strip(" .!") in _ARTICLES else None
    )


def _is_alone(plain: str, *, asked: bool) -> bool:
    if _JUST_ME.search(plain) or _ONE_MAN.search(plain):
        return True
    if asked and _NO_OTHERS.search(plain):
        return True
    return bool(_ALONE.search(plain)) and not _WE_ALONE.search(plain)


def _heads(plain: str, *, asked: bool) -> int | None:
    """How many they are, the owner counted in."""
    together = _with_me(plain, asked=asked)
    if together is not None:
        return together
    for pattern in (_FIRM_OF, _WE_ARE):
        found = pattern.search(plain)
        if (
            found
            and found.group(1) not in _ARTICLES
            and not (_THERE_ARE.match(found.group()) and not asked)
        ):
            return _number(found.group(1))
    counted = _counted(plain, asked=asked)
    if counted is not None or not asked:
        return counted
    return _any_number(plain)


def _with_me(plain: str, *, asked: bool) -> int | None:
    """The owner and somebody else."""
    more = _ME_AND_MORE.search(plain)
    if more and more.group(1) not in _ARTICLES:
        return 1 + _number(more.group(1))
    if _COUPLE.search(plain):
        return 2
    having = _HAVE_EMPLOYED.search(plain)
    if having and having.group(1) in (*_ARTICLES, "1"):
        return 2
    return 2 if asked and more else None


def _counted(plain: str, *, asked: bool) -> int | None:
    """A number of employees or people, when they are not somebody else's."""
    for found in _HEADS.finditer(plain):
        before, after = plain[: found.start()], plain[found.end() :]
        if not asked and (_WANTED.search(before) or _OTHERS_AFTER.match(after)):
            continue
        if not asked and not found.group("employed") and not _are_ours(before, plain):
            continue
        if found.group(1) in _ARTICLES and not _is_short(plain):
            continue
        return _number(found.group(1))
    return None


def _are_ours(before: str, plain: str) -> bool:
    """Whether people counted, who are not said to be employed, are those of the firm."""
    return not _WHOSE.search(before) and (
        (bool(_US.search(before)) and not _SERVED.search(before))
        or len(plain.split()) <= _SHORT_TEXT
    )


def _any_number(plain: str) -> int | None:
    for found in _ANY_NUMBER.finditer(plain):
        number = found.group(1)
        if (
            _YEAR.fullmatch(number)
            or _NO_COUNT_BEFORE.search(plain[: found.start()])
            or number in _ARTICLES
        ):
            continue
        return _number(number)
    return None


def _time(plain: str, *, asked: bool) -> Time | None:
    if not asked and (not _WITH_TIME.search(plain) or _NO_TIME.search(plain)):
        return None
    return _span(_A_WEEK.sub("", plain))


def _span(plain: str) -> Time | None:
    """How long a while is, the plainest words first."""
    if _LESS_THAN_A_DAY.search(plain) or _HALF_A_DAY.search(plain):
        return "half-day"
    if _MINUTES.search(plain):
        return "hour"
    hours = _HOURS.search(plain)
    if hours:
        return _of_hours(_number(hours.group(1)))
    if _SOME_HOURS.search(plain):
        return "half-day"
    if _SOME_DAYS.search(plain) or _BARE_DAYS.match(plain) or _MORE_THAN_A_DAY.search(plain):
        return "days"
    days = _DAYS.search(plain)
    if days:
        return _of_days(_number(days.group(1)), ranged=bool(days.group(2).strip()))
    if _A_DAY.search(plain):
        return "day"
    if _LITTLE.search(plain):
        return "hour"
    return "more" if _MUCH.search(plain) else None


def _of_hours(hours: int) -> Time:
    if hours <= 1:
        return "hour"
    if hours <= 5:
        return "half-day"
    return "day" if hours <= 8 else "days"


def _of_days(days: int, *, ranged: bool) -> Time:
    if days <= 1:
        return "days" if ranged else "day"
    return "days" if days <= 3 else "more"


def _team(plain: str) -> Team | None:
    """Who can join, in an answer to that question."""
    if _EVERYBODY.search(plain):
        return "three-plus"
    heads = _with_me(plain, asked=True)
    if heads is None:
        heads = next(
            (
                _number(n)
                for n in _ANY_NUMBER.findall(plain)
                if n not in _ARTICLES or _is_short(plain)
            ),
            None,
        )
    if heads is None and (_is_alone(plain, asked=True) or _ALONE_WORD.match(plain.strip(" .!"))):
        heads = 1
    if heads is None or heads == 0:
        return None
    return "three-plus" if heads > 2 else "two" if heads == 2 else "one"

"""Hides in an owner's text what points at a person: numbers, addresses and names, each behind a mark.

It finds what has a form of its own. What only a reader understands ("the priest in our village") stays,
so a redacted text is still for staff alone.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from bot.core.content import LANGUAGES, Content
from bot.core.words import spelling

EMAIL, PHONE, ID, NAME = "[e-mail]", "[phone]", "[id]", "[name]"
NUMBER, LINK, PLATE = "[number]", "[link]", "[plate]"

LONGEST_KNOWN_NAME = 6  # words of a place or organisation
FEWEST_DIGITS_OF_A_PHONE = 8
FEWEST_DIGITS_OF_A_NUMBER = 13  # payment cards have 13 to 19; telephone numbers end before
FEWEST_DIGITS_OF_AN_ACCOUNT = 5  # after a word such as "konto"


def redacted(text: str, known_names: frozenset[str]) -> str:
    """The text with a mark in place of each thing that points at a person.

    Args:
        text: an owner's own words.
        known_names: places and organisations that may stay, as ``spelling`` writes them.
    """
    for pattern, mark in _FORMS:
        text = pattern.sub(mark, text)
    text = _DIGITS.sub(_digits_hidden, text)
    text = _PLATE.sub(_plate_hidden, text)
    for pattern in _TOLD:
        text = pattern.sub(rf"\g<before>{NAME}", text)
    for pattern in _TOLD_IN_CAPITALS:
        text = pattern.sub(lambda found: _told_hidden(found, known_names), text)
    return _pairs_hidden(text, known_names)


def known_names(content: Content) -> frozenset[str]:
    """The places, organisations, schemes and ways of working of the content: no private person's name."""
    return frozenset(spelling(name) for name in _names(content)) - {""}


def _names(content: Content) -> Iterator[str]:
    for place in content.places.values():
        yield from (place.name, *place.villages, *place.also_called, *place.sami)
        yield place.seat or ""
    for area in content.areas.values():
        yield from (*area.also_called, *(area.name.to(language) for language in LANGUAGES))
    for actor in content.actors.values():
        yield from (actor.name, *actor.also_called)
    yield from (instrument.name for instrument in content.instruments.values())
    yield from (method.trade_name for method in content.methods.values())
    for term in content.terms.values():
        yield from (form for language in LANGUAGES for form in term.forms.to(language))


# --- addresses, and numbers that a word before them gives away

_ENDINGS = "no|se|nu|com|net|org|eu|dk|fi|info|io|me|shop|online|biz"
_EMAIL = re.compile(r"[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_LINK = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"']*[^\s<>\"'.,;:!?)\]]"
    rf"|(?<![\w@.-])(?:[\w-]+\.)+(?:{_ENDINGS})(?![\w-])(?:/[^\s<>\"']*[^\s<>\"'.,;:!?)\]])?",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@[\w.-]*\w{2,}")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_ACCOUNT = re.compile(
    r"(?<!\w)(?P<word>(?:konto(?:nummer|nr|numret)?|kto|account(?: number| no)?|clearing(?:nummer|nr)?|"
    r"bank-?giro|bg|plus-?giro|pg|swish(?:nummer)?|vipps(?:nummer)?|"
    r"org(?:anisasjons|anisations)?\.? ?-?(?:nr|nummer)|"
    r"kundenummer|kundenr|kundnummer|medlemsnummer|saksnummer|ärendenummer)\.?:? *(?:er|är|is|no\.?)? *)"
    rf"\d(?:[ .,/-]?\d){{{FEWEST_DIGITS_OF_AN_ACCOUNT - 1},}}(?!\w)",
    re.IGNORECASE,
)
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_EMAIL, EMAIL),
    (_LINK, LINK),
    (_HANDLE, LINK),
    (_IBAN, NUMBER),
    (_ACCOUNT, rf"\g<word>{NUMBER}"),
)

# --- digits in a row, with what is written between them

_GAP = "[ \u00a0\u2009\u202f]"
_LAND = r"(?:\((?=\+?\d{1,4}\)))?"  # a country's number in brackets
_DIGITS = re.compile(
    rf"(?<![\w\[]){_LAND}(?:\+{_GAP}?)?\d(?:(?:{_GAP}|[.()/+\u2013-]){{0,3}}\d)*(?!\w)"
)
_HOURS = r"\d{1,2}[.:]\d{2}"
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}")
_OPEN = re.compile(rf"{_HOURS} ?[\u2013-] ?{_HOURS}")
_NORWEGIAN_ID = re.compile(r"\d{6}[ -]?\d{5}")
_NORWEGIAN_ACCOUNT = re.compile(r"\d{4}[. ]\d{2}[. ]\d{5}")
_SWEDISH_ID = re.compile(r"(?:19|20)?\d{6} ?[+\u2013-] ?\d{4}")
_ORGANISATION = re.compile(r"\d{3} \d{3} \d{3}")
_BANKGIRO = re.compile(r"\d{3,4}-\d{4}")
_AMOUNT = re.compile(
    rf"[1-9]\d{{0,2}}(?:[.]|{_GAP})\d{{3}}(?:(?:[.]|{_GAP})\d{{3}})*|[1-9]\d{{0,3}}"
)
_MONEY_AFTER = re.compile(
    r"\s*(?:,-|kr\b|kroner|kronor|nok\b|sek\b|eur|€|\$|mill|million|tusen|år\b|prosent|procent|%)",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"(?:kr|nok|sek|eur|€|\$|kroner|kronor)\.?\s*\Z", re.IGNORECASE)
_PHONE_BEFORE = re.compile(
    r"(?:tlf|tel|telefon|telefonnummer|mobil|mob|phone|call|ring|nummer|nr|sms)\W*(?:er|är|is)?\W*\Z",
    re.IGNORECASE,
)


def _digits_hidden(found: re.Match[str]) -> str:
    written = found.group()
    before, after = found.string[: found.start()], found.string[found.end() :]
    mark = _mark_of(written.strip("( "))
    if mark is None:
        return written
    is_told = written.startswith("+") or _PHONE_BEFORE.search(before[-30:])
    if mark == PHONE and not is_told and _is_no_phone(written, before, after):
        return written
    return mark


def _mark_of(written: str) -> str | None:
    """What a row of digits may be; None when it is too short to be anything."""
    digits = "".join(sign for sign in written if sign.isdecimal())
    for fits, mark in _NUMBERS:
        if fits(written, digits):
            return mark
    return None


def _is_no_phone(written: str, before: str, after: str) -> bool:
    """Whether digits that could be a telephone number are days, hours, years or a sum of money."""
    if _DAY.fullmatch(written) or _OPEN.fullmatch(written):
        return True
    parts = re.split(r"\s*[-\u2013/]\s*", written)
    amounts = len(parts) <= 2 and all(_AMOUNT.fullmatch(part) for part in parts)
    if amounts and len(parts) == 2:
        return True  # from one to another
    money = _MONEY_AFTER.match(after) or _MONEY_BEFORE.search(before[-10:])
    return bool(money) or (amounts and written.endswith("000"))


def _is_norwegian_id(written: str, digits: str) -> bool:
    """A birth number or D-number by its check digits, or anything else of that form but an account."""
    if len(digits) != 11 or not _NORWEGIAN_ID.fullmatch(written):
        return False
    return _checks_as_norwegian_id(digits) or not _checks_as_account(digits)


def _checks_as_norwegian_id(digits: str) -> bool:
    first = _remainder(digits[:10], (3, 7, 6, 1, 8, 9, 4, 5, 2, 1))
    second = _remainder(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
    return first == 0 and second == 0


def _checks_as_account(digits: str) -> bool:
    return _remainder(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) == 0


def _checks_as_organisation(digits: str) -> bool:
    return digits[0] in "89" and _remainder(digits, (3, 2, 7, 6, 5, 4, 3, 2, 1)) == 0


def _remainder(digits: str, factors: Iterable[int]) -> int:
    """What is left of the weighed sum modulo 11, as Norwegian numbers are checked."""
    return sum(int(d) * f for d, f in zip(digits, factors, strict=True)) % 11


def _is_swedish_id(written: str, digits: str) -> bool:
    """The form yymmdd-nnnn of a person; without the hyphen only when day and check digit hold."""
    if len(digits) not in (10, 12) or digits[-8] in "23456789":
        return False  # from 20 on the "month" is an organisation's
    if _SWEDISH_ID.fullmatch(written):
        return True
    whole = written.replace(" ", "").isdecimal()
    return whole and _is_day(digits[-10:-4]) and _checks_as_swedish(digits[-10:])


def _is_swedish_organisation(written: str, digits: str) -> bool:
    return len(digits) == 10 and bool(_SWEDISH_ID.fullmatch(written)) and digits[2] in "23456789"


def _is_day(digits: str) -> bool:
    """Whether yymmdd is a day; from 61 on the day is a coordination number's."""
    year, month, day = (int(digits[at : at + 2]) for at in (0, 2, 4))
    try:
        date(2000 + year, month, day - 60 if day > 60 else day)
    except ValueError:
        return False
    return True


def _checks_as_swedish(digits: str) -> bool:
    """The Luhn check of Swedish numbers."""
    weighed = (int(d) * (2 - at % 2) for at, d in enumerate(digits))
    return sum(n // 10 + n % 10 for n in weighed) % 10 == 0


def _is_organisation(written: str, digits: str) -> bool:
    grouped = bool(_ORGANISATION.fullmatch(written)) and not written.endswith("000")
    return len(digits) == 9 and (
        grouped or (written.isdecimal() and _checks_as_organisation(digits))
    )


def _is_account(written: str, digits: str) -> bool:
    return len(digits) == 11 and (
        bool(_NORWEGIAN_ACCOUNT.fullmatch(written))
        or (bool(_NORWEGIAN_ID.fullmatch(written)) and _checks_as_account(digits))
    )


def _is_phone(written: str, digits: str) -> bool:
    long_enough = len(digits) >= FEWEST_DIGITS_OF_A_PHONE
    return long_enough and len(digits) < FEWEST_DIGITS_OF_A_NUMBER


def _is_long(written: str, digits: str) -> bool:
    parts = re.split(r"\s*[-\u2013]\s*", written)
    amounts = len(parts) <= 2 and all(_AMOUNT.fullmatch(part) for part in parts)
    return len(digits) >= FEWEST_DIGITS_OF_A_NUMBER and not amounts


# The first that fits says what a row of digits is.
_NUMBERS: tuple[tuple[Callable[[str, str], bool], str], ...] = (
    (_is_norwegian_id, ID),
    (_is_account, NUMBER),
    (_is_swedish_organisation, NUMBER),
    (_is_swedish_id, ID),
    (_is_organisation, NUMBER),
    (_is_long, NUMBER),
    (_is_phone, PHONE),
)

# --- car plates

_PLATE = re.compile(
    r"(?<![\w-])(?:(?P<no>[A-Z]{2}) ?\d{5}|(?P<se>[A-HJ-PR-UW-Z]{3}) ?\d{2}[0-9A-HJ-PR-UW-Z]|"
    r"(?P<small>[a-z]{2})\d{5})(?![\w-])"
)
_NO_PLATES = frozenset(
    "KR NOK SEK EUR USD GBP DKK ISO CNC HMS TRL ROT RUT MVA UKE NR CA AS".split()
)


def _plate_hidden(found: re.Match[str]) -> str:
    letters = next(group for group in found.groups() if group)
    return found.group() if letters.upper() in _NO_PLATES else PLATE


# --- names

_LETTER, _CAPITAL = r"[^\W\d_]", "[A-ZÆØÅÄÖÉÈÜÁŠČŽĐŊŦ]"
_SMALL = "[a-zæøåäöéèüáïôšžčđŋŧ]"
_NAME = rf"(?:{_CAPITAL}['’])?{_CAPITAL}{_SMALL}+(?:-{_CAPITAL}?{_SMALL}+)*"
_ANY_NAME = rf"{_LETTER}+(?:['’-]{_LETTER}+)*"
_BETWEEN = r"(?: +(?:von|van|der|la|af|bin|al))*"
_NO_NAME = (
    "og|och|and|men|but|fra|från|from|i|in|på|at|with|med|som|who|that|av|of|til|till|for|för|"
    "er|är|is|har|have|driver|run|eier|äger|own|bor|live|here|her|här|da|då|så|so|dere|the|to|ikke|inte|not"
)
_MORE = rf"(?:(?:(?: +{_CAPITAL}\.)+|{_BETWEEN}) +(?!(?:{_NO_NAME})\b){_ANY_NAME}){{0,2}}"
_CAPITALS = rf"(?P<name>{_NAME}(?:{_BETWEEN} +{_NAME})*)"
# After these words a name follows, also in small letters.
_TOLD: tuple[re.Pattern[str], ...] = (
    re.compile(
        r"(?P<before>\b(?:(?:jeg|eg|æ|e|i|jag|ja) (?:heter|heiter|heite|hetter|kalles|kallas)|"
        r"my name is|my name's|i am called|i'm called|(?:mitt|mit) na(?:vn|mn) (?:er|är)|"
        r"na(?:vnet|mnet) mitt (?:er|är)|(?:navn|namn|name)(?=:)):? +)"
        rf"{_ANY_NAME}{_MORE}",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<before>\b(?:mvh|vh|(?:vennlig|vänliga?|bästa) h(?:ilsen|älsning(?:ar)?)|"
        r"(?:kind|best|warm) regards|sincerely)\b[ ,:\u2013-]*\n?\s*)"
        rf"(?!(?:fra|från|from)\b){_ANY_NAME}{_MORE}",
        re.IGNORECASE,
    ),
)
# After these a name has a capital, and may be a place or an ordinary word as well.
_TOLD_IN_CAPITALS: tuple[re.Pattern[str], ...] = (
    re.compile(
        r"(?P<before>\b(?:[Dd]ette er|[Dd]et er|[Dd]et är|[Hh]er er|[Dd]et här är|[Tt]his is|[Tt]his's|"
        r"[Jj]eg er|[Ee]g er|[Jj]ag är|I am|I'm|I’m) +)"
        rf"{_CAPITALS}(?= *(?:\[|[,.!?\n]|$|(?:her|här|here|from|fra|från|og|och|and|i|in|på)\b))"
    ),
    re.compile(
        r"(?P<before>\b(?:[Hh]ilsen|[Hh]elsing|[Hh]älsning(?:ar)?|[Rr]egards|[Cc]heers|[Hh]ilser|[Hh]älsar)\b"
        r"(?: (?:fra|från|from))?[ ,:\u2013-]*\n?\s*)"
        rf"{_CAPITALS}"
    ),
    re.compile(
        r"(?P<before>\b(?:[Ss]nakk(?:e|et)? med|[Pp]rata(?:t|r)? med|"
        r"(?:[Tt]alk|[Ss]poke|[Ss]peak) (?:to|with)|"
        r"(?:kon[ae]|mann|samboer|sambo|fru|frua|man|husband|wife|sønn|son|datter|dotter|daughter|"
        r"bror|brother|søster|syster|sister|far|mor|pappa|mamma|father|mother|sjefen|chefen|boss)"
        r"(?:en|a|n|et)? ?(?:min|mi|mitt|vår)?) +)"
        rf"{_CAPITALS}"
    ),
)
_RUN = re.compile(rf"{_NAME}(?:(?:{_BETWEEN}|(?: +{_CAPITAL}\.)*) +{_NAME})+")
_INITIALS = re.compile(rf"(?<![\w.])(?:{_CAPITAL}\. ?)+{_NAME}")
# Ordinary words that begin a sentence or are written with a capital anyway.
_ORDINARY = frozenset(
    spelling(word)
    for word in (
        "hei heisann hallo hej hi hello dear kjære kära god good takk tack thanks thank ja nei nej yes no "
        "vi jeg eg jag du dere ni we you they he she it i han hun hon de det den this that these those "
        "er är is are was har have has had kan can could vil vill will would skal ska should må måste must "
        "når nar when hva hvem hvor hvordan hvorfor vad vem var hur varför what who where how why which "
        "i på til till for för fra från med uten utan om at av hos in on to from with without about by "
        "og och and men but eller or så so da då hvis om if fordi because siden since etter efter after "
        "før innan before under over mellom between kun bare only alle alla all noen någon some ingen no "
        "en et ett a an the min mitt mine mina vår vårt våre våra our my their his her your "
        "januar februar mars april mai juni juli august september oktober november desember "
        "januari februari maj augusti december january february march may june july october "
        "mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tisdag lördag söndag "
        "monday tuesday wednesday thursday friday saturday sunday black new year år "
        "jul påske pinse sankthans midsommar midsommer easter christmas pentecost midsummer xmas eve "
        "norge noreg sverige norway sweden norden nordic europa europe eu norsk svensk svenska norska "
        "norwegian swedish danish dansk tysk tyska german germans germany tyskland english engelsk engelska "
        "dutch finnish ukrainian ukrainsk polish russian chinese american british french italian sami samisk "
        "nord sør øst vest norr söder öst väst north south east west midt mitt central "
        "facebook instagram google microsoft excel word teams outlook tiktok youtube linkedin "
        "linked whatsapp messenger apple android windows shopify wordpress zoom "
        "airbnb booking tripadvisor finn vipps klarna swish visma fiken tripletex amazon shopping "
        "kommune kommunen kommun län fylke county municipality as asa ab ltd inc gmbh"
    ).split()
)


def _told_hidden(found: re.Match[str], known: frozenset[str]) -> str:
    """The words before a name and the mark; a place or an ordinary word stays."""
    words = found.group("name").split()
    return found.group() if all(_staying(words, known)) else f"{found.group('before')}{NAME}"


def _pairs_hidden(text: str, known: frozenset[str]) -> str:
    """Two capitalised words in a row that are no place, organisation or ordinary word become a mark."""
    text = _RUN.sub(lambda found: _run_hidden(found.group(), known), text)
    return _INITIALS.sub(NAME, text)


def _run_hidden(run: str, known: frozenset[str]) -> str:
    parts = re.split(r"( +)", run)
    words, gaps = parts[::2], parts[1::2]
    stays = _staying(words, known)
    out: list[str] = []
    start = 0
    while start < len(words):
        end = start + 1
        while end < len(words) and stays[end] == stays[start]:
            end += 1
        together = "".join(
            word + (gaps[start + at] if start + at < end - 1 else "")
            for at, word in enumerate(words[start:end])
        )
        is_name = not stays[start] and sum(word[:1].isupper() for word in words[start:end]) > 1
        out.append(NAME if is_name else together)
        out.append(gaps[end - 1] if end < len(words) else "")
        start = end
    return "".join(out)


def _staying(words: list[str], known: frozenset[str]) -> list[bool]:
    """For each word of a run, whether it is ordinary or part of a name that is known."""
    stays = [spelling(word) in _ORDINARY for word in words]
    for start in range(len(words)):
        for end in range(min(len(words), start + LONGEST_KNOWN_NAME), start, -1):
            if _is_known(" ".join(words[start:end]), known):
                stays[start:end] = [True] * (end - start)
                break
    return stays


def _is_known(name: str, known: frozenset[str]) -> bool:
    spelled = spelling(name)
    return spelled in known or spelled.removesuffix("s") in known

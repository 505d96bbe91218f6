"""Hides the numbers that point at a person: ids, phones, accounts, firms and plates, each behind a mark.

A row of digits is known by the word before it, by its form, or by its check digits.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date

PHONE, ID, NUMBER, PLATE, ADDRESS = "[phone]", "[id]", "[number]", "[plate]", "[address]"

FEWEST_DIGITS_OF_A_PHONE = 8
FEWEST_DIGITS_OF_A_NUMBER = 13  # payment cards have 13 to 19; telephone numbers end before
FEWEST_DIGITS_OF_AN_ACCOUNT = 5  # after a word such as "konto"; accounts of bookkeeping have four


def told_numbers_hidden(text: str) -> str:
    """The text with a mark for each number that its letters or a word before it give away."""
    text = _IBAN.sub(_iban_hidden, text)
    for pattern, mark in _TOLD_NUMBERS:
        text = pattern.sub(rf"\g<before>{mark}", text)
    return _VAT.sub(NUMBER, text)


def rows_hidden(text: str) -> str:
    """The text with a mark for each other row of digits that may be somebody's, and for each plate."""
    return _PLATE.sub(_plate_hidden, _DIGITS.sub(_digits_hidden, text))


# --- numbers that a word before them gives away

_IBAN = re.compile(
    r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)", re.IGNORECASE
)
_IS = r"\.?:? *(?:(?:er|är|is|no\.?)(?!\w))? *"
_TOLD_NUMBERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(?<!\w)(?P<before>(?:konto(?:nummer|nr|numret)?|kto|account(?: number| no)?|"
            r"bank-?giro|bg|post-?giro|plus-?giro|pg|swish(?:nummer)?|vipps(?:nummer)?|"
            r"org(?:anisasjons|anisations)?\.? ?-?(?:nr|nummer)|company number|"
            rf"kundenummer|kundenr|kundnummer|medlemsnummer|saksnummer|ärendenummer){_IS})"
            rf"\d(?:[ .,/-]{{0,2}}\d){{{FEWEST_DIGITS_OF_AN_ACCOUNT - 1},}}(?!\w)",
            re.IGNORECASE,
        ),
        NUMBER,
    ),
    (
        re.compile(
            rf"(?<!\w)(?P<before>clearing(?:nummer|nr)?{_IS})\d{{4}}(?:-\d)?(?!\w)", re.IGNORECASE
        ),
        NUMBER,
    ),
    (
        re.compile(
            r"(?<!\w)(?P<before>(?:reg(?:istrerings|istration)?[. -]{0,2}(?:nr|no|nummer|number|skylt)|"
            rf"skilt(?:et|nr)?|skylten|(?:license |licence |number )?plate){_IS})"
            r"(?:[a-z]{2} ?\d{5}|[a-z]{3} ?\d{2}[\da-z])(?!\w)",
            re.IGNORECASE,
        ),
        PLATE,
    ),
    (
        re.compile(
            r"(?<!\w)(?P<before>(?:post(?:nr|nummer|kode| ?code)|zip(?: code)?)"
            rf"{_IS})(?:\d{{4}}|\d{{3}} ?\d{{2}})(?!\w)",
            re.IGNORECASE,
        ),
        ADDRESS,
    ),
)
_VAT = re.compile(
    r"(?<![\w.])(?:SE ?\d{6}-?\d{4} ?01|NO ?\d{3} ?\d{3} ?\d{3}(?: ?MVA)?)(?!\w)", re.IGNORECASE
)


def _iban_hidden(found: re.Match[str]) -> str:
    """A mark for an account whose check holds; words that follow it stay."""
    written = found.group()
    ends = [at for at, sign in enumerate(written) if sign == " "]
    for end in (len(written), *reversed(ends)):
        account = written[:end].replace(" ", "").upper()
        if len(account) < 15:
            break
        number = "".join(str(int(sign, 36)) for sign in account[4:] + account[:4])
        if int(number) % 97 == 1:
            return NUMBER + written[end:]
    whole = written == written.upper() and written[4:].replace(" ", "").isdecimal()
    return NUMBER if whole and written[:2] in _IBAN_LANDS else written


_IBAN_LANDS = frozenset("NO SE DK FI DE PL LT LV EE".split())  # digits alone after the check

# --- digits in a row, with what is written between them

_GAP = "[ \u00a0\u2009\u202f]"
_LAND = r"(?:\((?=\+?\d{1,4}\)))?"  # a country's number in brackets
_DIGITS = re.compile(
    rf"(?<![\d_\[]){_LAND}(?:\+{_GAP}?)?\d(?:(?:{_GAP}|[.()/+\u2013-]){{0,3}}\d)*(?![\d_])"
)
_JOINED_BEFORE = re.compile(
    r"(?:tlf|tel|telefon|mob|mobil|ring|call|text|sms|nr|no|nummer|number|phone|ph|se|konto|kto|fnr|pnr)\Z",
    re.IGNORECASE,
)
_JOINED_AFTER = re.compile(
    r"(?!kr|kg|mm|cm|nok|sek|eur|kwh|stk|pcs)(?:mva(?!\w)|[a-zæøåäö])", re.IGNORECASE
)
_HOURS = r"(?:[01]?\d|2[0-4])(?:[.:]?[0-5]\d)?"
_SPAN = rf"{_HOURS} ?[\u2013-] ?{_HOURS}"
_CLOCK = r"(?:[01]\d|2[0-4])[.:]?(?:00|15|30|45)"
_DAY = r"(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})"
_YEAR = r"(?:19|20)\d\d"
# Days, hours and years, alone or from one to another.
_TIMES = re.compile(
    rf"{_DAY}(?:\s?[ \u2013/-]\s?{_DAY})?|{_CLOCK} ?[\u2013 -] ?{_CLOCK}|"
    rf"\d{{1,2}}[.:]\d{{2}} ?[\u2013-] ?\d{{1,2}}[.:]\d{{2}}|"
    rf"{_SPAN}(?:[ /]+{_SPAN})+|{_YEAR}(?:[ /\u2013-]{{1,3}}{_YEAR})+"
)
_NORWEGIAN_ID = re.compile(r"\d{6}[ .-]?\d{5}")
_NORWEGIAN_ACCOUNT = re.compile(r"\d{4}[. ]\d{2}[. ]\d{5}")
_SWEDISH_ID = re.compile(r"(?:19|20)?\d{6} ?[+\u2013-] ?\d{4}")
_SWEDISH_ORGANISATION = re.compile(r"(?:16)?\d{2}[2-9]\d{3} ?[+\u2013-] ?\d{4}")
_ORGANISATION = re.compile(r"\d{3} \d{3} \d{3}")
_AMOUNT = re.compile(
    rf"[1-9]\d{{0,2}}(?:[.]|{_GAP})\d{{3}}(?:(?:[.]|{_GAP})\d{{3}})*|[1-9]\d{{0,3}}"
)
_MONEY_AFTER = re.compile(
    r"\s*(?:,-|kr\b|kroner|kronor|nok\b|sek\b|eur|€|\$|mill|million|tusen|år\b|prosent|procent|%)",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"(?:kr|nok|sek|eur|€|\$|kroner|kronor)\.?\s*\Z", re.IGNORECASE)
_SUM_BEFORE = re.compile(
    r"(?<!\w)(?:omset\w*|omsat\w*|omsät\w*|turnover|revenue|sales|sold|budsj?et\w*|budget|lån\w*|loan|"
    r"gjeld\w*|skuld\w*|kost\w*|costs?|solgte|sålde|pris\w*|price|verdi\w*|värd\w*|worth|salg\w*|"
    r"tilskudd\w*|bidrag\w*)\W+(?:\w+\W+){0,2}\Z",
    re.IGNORECASE,
)
_WEEKS_BEFORE = re.compile(r"\b(?:uke|uker|vecka|veckor|v|weeks?)\.?\s*\Z", re.IGNORECASE)
_WEEKS = re.compile(r"[0-5]?\d(?:[ ,/\u2013-]{1,3}[0-5]?\d)*")
_PHONE_BEFORE = re.compile(
    r"(?:tlf|tel|telefon|telefonnummer|mobil|mob|phone|call|ring|nummer|nr|sms)\W*(?:er|är|is)?\W*\Z",
    re.IGNORECASE,
)
# A part, an order or a kind of machine: no person's number.
_THING_BEFORE = re.compile(
    r"(?<!\w)(?:ean|sku|gtin|isbn|imei|batch|lot|modell?|type?n?|serie|(?:art(?:ikk?el)?|vare?|varu|del(?:e)?|"
    r"reserved(?:els)?|reservdels?|part|item|product|produkt|serie|serial|ordre|order|faktura|invoice|best(?:illings|ällnings))"
    r"[. -]{0,2}(?:nr|nummer|no|number|code|kode|kod))\W*(?:er|är|is)?\W*\Z",
    re.IGNORECASE,
)


def _digits_hidden(found: re.Match[str]) -> str:
    written = found.group()
    if len(written) < FEWEST_DIGITS_OF_A_PHONE:
        return written
    before = found.string[max(0, found.start() - 40) : found.start()]
    after = found.string[found.end() : found.end() + 12]
    joined = before[-1:].isalpha() and not _JOINED_BEFORE.search(before)
    if joined or (after[:1].isalpha() and not _JOINED_AFTER.match(after)):
        return written
    mark = _mark_of(written.strip("( "))
    if mark is None or _is_of_a_thing(written, before):
        return written
    is_told = written.startswith("+") or _PHONE_BEFORE.search(before[-24:])
    if mark == PHONE and not is_told and _is_no_phone(written, before, after):
        return written
    return written if mark == NUMBER and _TIMES.fullmatch(written) else mark


def _is_of_a_thing(written: str, before: str) -> bool:
    """Whether a word before says so; a person's number by its check digits is hidden all the same."""
    digits = "".join(sign for sign in written if sign.isdecimal())
    if not _THING_BEFORE.search(before[-28:]) or written.startswith("+"):
        return False
    if len(digits) == 11:
        return not _checks_as_norwegian_id(digits)
    is_swedish = len(digits) in (10, 12) and _is_day(digits[-10:-4])
    return not (is_swedish and _checks_as_swedish(digits[-10:]))


def _mark_of(written: str) -> str | None:
    """What a row of digits may be; None when it is too short to be anything."""
    digits = "".join(sign for sign in written if sign.isdecimal())
    for fits, mark in _NUMBERS:
        if fits(written, digits):
            return mark
    return None


def _is_no_phone(written: str, before: str, after: str) -> bool:
    """Whether digits that could be a telephone number are days, hours, years, weeks or a sum of money."""
    if _TIMES.fullmatch(written):
        return True
    if _WEEKS.fullmatch(written) and _WEEKS_BEFORE.search(before):
        return True
    parts = re.split(r"\s*[-\u2013/]\s*", written)
    amounts = len(parts) <= 2 and all(_AMOUNT.fullmatch(part) for part in parts)
    if amounts and len(parts) == 2:
        return True  # from one to another
    if amounts and (written.endswith("000") or _SUM_BEFORE.search(before)):
        return True
    if not amounts and not written.isdecimal():
        return False
    return bool(_MONEY_AFTER.match(after) or _MONEY_BEFORE.search(before[-10:]))


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
    return bool(_SWEDISH_ORGANISATION.fullmatch(written))


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
    "KR NOK SEK EUR USD GBP DKK ISO CNC HMS TRL ROT RUT MVA UKE NR CA AS PVC LED BMW MAN KTM JCB RAL "
    "DIN LVL OSB MDF GPS USB TEK STK KG KM CM MM VAT EAN CRM API PC TV KL OM ER AT TO IN ON SOS".split()
)


def _plate_hidden(found: re.Match[str]) -> str:
    letters = next(group for group in found.groups() if group)
    before = found.string[max(0, found.start() - 28) : found.start()]
    stays = letters.upper() in _NO_PLATES or _THING_BEFORE.search(before)
    return found.group() if stays else PLATE

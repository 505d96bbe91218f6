import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.content import Content
from bot.core.redaction import known_names, redacted

DATA = Path(__file__).parents[1] / "data"
MARK = re.compile(r"\[(?:e-mail|phone|id|name|number|link|plate|address)\]")
KNOWN = frozenset({"oppdal", "oppdal kommune", "innovasjon norge", "almi", "are", "ostersund"})


def hidden(text: str) -> str:
    return redacted(text, KNOWN)


def norwegian_id(nine: str) -> str:
    """A made-up birth number with right check digits, or one whose last digits cannot be."""
    first = -sum(int(d) * f for d, f in zip(nine, (3, 7, 6, 1, 8, 9, 4, 5, 2), strict=True)) % 11
    ten = f"{nine}{first % 10}"
    second = -sum(int(d) * f for d, f in zip(ten, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    return f"{ten}{second % 10}"


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("skriv til kari.nordmann@fjellbygg.no da", "skriv til [e-mail] da"),
        ("Kari_N+jobb@mail.fjell-bygg.co.uk.", "[e-mail]."),
        ("mejla ola @ snickeriet.se", "mejla [e-mail]"),
        ("post@verkstedet.example", "[e-mail]"),
    ],
)
def test_an_e_mail_address_is_hidden(text: str, without: str) -> None:
    assert hidden(text) == without


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("se https://fjellbygg.no/om-oss?id=3, takk", "se [link], takk"),
        ("WWW.FJELLBYGG.NO!", "[link]!"),
        ("vi er på fjellbygg.no/kart.", "vi er på [link]."),
        ("butiken.se har stått stilla", "[link] har stått stilla"),
        ("følg @fjellbygg_oppdal", "følg [link]"),
        ("(facebook.com/kari.nordmann)", "([link])"),
    ],
)
def test_a_web_address_and_a_user_name_are_hidden(text: str, without: str) -> None:
    assert hidden(text) == without


@pytest.mark.parametrize(
    "number",
    "90123456|901 23 456|90 12 34 56|+47 90 12 34 56|+4790123456|0047 90123456|(+47) 90 12 34 56|"
    "800 12 345|72 40 00 00|070-123 45 67|0701234567|070 123 45 67|+46 70 123 45 67|+46701234567|"
    "063-12 34 56|08-123 45 67|0703.12.34.56|99.88.77.66|+44 20 7946 0000|90 12 34 56".split("|"),
)
def test_a_telephone_number_is_hidden_however_it_is_written(number: str) -> None:
    assert hidden(f"ring {number} i morgen") == "ring [phone] i morgen"
    assert "[phone]" in hidden(number)
    assert not any(sign.isdecimal() for sign in hidden(f"vi er 3, {number}.").replace("3", "", 1))


@pytest.mark.parametrize(
    "number",
    [
        norwegian_id("010180123"),
        norwegian_id("410180123"),  # a D-number
        "01018012345",
        "010180 12345",
        "010180-12345",
        "800101-1234",
        "800101+1234",
        "19800101-1234",
        "8001011234"[:6] + "-1234",
        "8112189876",
        "198112189876",
        "811278-9873",
    ],
)
def test_a_number_that_stands_for_a_person_is_hidden(number: str) -> None:
    assert hidden(f"nummeret er {number}, ok") == "nummeret er [id], ok"


@pytest.mark.parametrize(
    "text",
    [
        "org.nr 987 654 321",
        "organisasjonsnummer: 123456789",
        "firmaet er 974 760 673",
        "firmaet er 974760673",
        "bolaget är 556016-0680",
        "konto 1234.56.78901",
        "1234 56 78901",
        "kontonr: 8327-9, 123 456 789-0",
        "bankgiro 123-4567",
        "swish 123 456 78 90",
        "IBAN NO93 8601 1117 947",
        "SE45 5000 0000 0583 9825 7466",
        "kort 4111 1111 1111 1111",
        "kundenummer 55512",
    ],
)
def test_a_number_of_a_firm_or_an_account_is_hidden(text: str) -> None:
    assert "[number]" in hidden(text)
    assert not any(sign.isdecimal() for sign in hidden(text))


@pytest.mark.parametrize(
    "text", ["AB 12345", "EL12345", "el12345", "ABC 123", "ABC123", "ABC 12D", "bilen SU 90210."]
)
def test_a_car_plate_is_hidden(text: str) -> None:
    assert "[plate]" in hidden(text)
    assert "1" not in hidden(text)


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Hei, jeg heter Kari Nordmann og driver gård", "Hei, jeg heter [name] og driver gård"),
        ("jeg heter kari nordmann og driver gård", "jeg heter [name] og driver gård"),
        ("æ heter Kari", "æ heter [name]"),
        ("eg heiter Olav Å. Moen", "eg heiter [name]"),
        ("jag heter Åsa Öberg-Lind, vi är tre", "jag heter [name], vi är tre"),
        ("Hello, my name is Mary O'Brien.", "Hello, my name is [name]."),
        ("navn: kari nordmann", "navn: [name]"),
        ("takk. mvh Ola", "takk. mvh [name]"),
        ("takk\n\nMvh,\nola nordmann", "takk\n\nMvh,\n[name]"),
        ("Med vennlig hilsen Ola Nordmann, Oppdal", "Med vennlig hilsen [name], Oppdal"),
        ("Vänliga hälsningar\nÅsa", "Vänliga hälsningar\n[name]"),
        ("Best regards, Mary", "Best regards, [name]"),
        ("Hilsen Kari i Oppdal", "Hilsen [name] i Oppdal"),
        ("hei, det er Kari", "hei, det er [name]"),
        ("This is Karen from the shop", "This is [name] from the shop"),
        ("Kan jeg snakke med Ola?", "Kan jeg snakke med [name]?"),
        ("min kone Anne er syk", "min kone [name] er syk"),
        ("sønnen min Per vil ikke", "sønnen min [name] vil ikke"),
        ("vi kjøpte av Ola Nordmann i fjor", "vi kjøpte av [name] i fjor"),
        ("Kari Nordmann sluttet", "[name] sluttet"),
        ("Hei Kari Nordmann!", "Hei [name]!"),
        ("Anna-Karin von Essen skriver", "[name] skriver"),
        ("K. Nordmann og O. N. Moen", "[name] og [name]"),
        ("Kari M. Nordmann", "[name]"),
        ("Kari Nordmann Oppdal", "[name] Oppdal"),
    ],
)
def test_a_persons_name_is_hidden(text: str, without: str) -> None:
    assert hidden(text) == without


@pytest.mark.parametrize(
    "text",
    [
        "ryggen ryker på gutta når de løfter",
        "vi er 4 i Oppdal og omsetter for 2 500 000 kr",
        "omsetning 12 500 000 kroner",
        "det koster 10 000 000",
        "mellom 100 000-200 000 og 1 000 000 - 2 000 000",
        "kr 12 345 678 i gjeld",
        "siden 2010-2020 og 2019/2020",
        "fra 01.02.2026 til 2026-11-21",
        "åpent 08.00-16.00, uke 17, 18, 19",
        "18 ansatte, 365 dager, 100 %",
        "ISO 9001 og CNC 500",
        "KR 50000",
        "vi snakket med Innovasjon Norge og Almi",
        "Har Innovasjon Norge noe for oss?",
        "Vi hører til Oppdal Kommune",
        "Oppdals Kommune svarer ikke",
        "Vi Trenger hjelp",
        "Etter New Year og Black Friday er det tomt",
        "I'm Swedish and I run a café",
        "jeg er fra Oppdal",
        "Det er Oppdal, ikke Åre",
        "navnet er ledig, og folk hälsar knappt",
        "we need a name for it: something short",
        "cheers, that'll do",
        "osv. osv. e.l. f.eks. 3.5",
        "vi har en plan B. Vi prøver den",
        "Don't ask, jo da, im på strøm",
        "det er midt imella og i amerika",
    ],
)
def test_what_points_at_nobody_stays(text: str) -> None:
    assert hidden(text) == text


def test_a_place_stays_only_when_it_is_known() -> None:
    assert redacted("vi bor ved Store Lia", frozenset()) == "vi bor ved [name]"
    assert redacted("vi bor ved Store Lia", frozenset({"store lia"})) == "vi bor ved Store Lia"


def test_the_content_says_which_names_may_stay(content: Content) -> None:
    known = known_names(content)
    assert {"oppdal", "innovasjon norge"} <= known
    assert redacted("Har Innovasjon Norge noe i Oppdal?", known).startswith("Har Innovasjon Norge")


def test_several_things_in_one_text_are_all_hidden() -> None:
    text = (
        "Jeg heter Kari, ring 90123456 eller kari@fjell.no. Bilen er AB 12345, konto 12345678901."
    )
    assert hidden(text) == (
        "Jeg heter [name], ring [phone] eller [e-mail]. Bilen er [plate], konto [number]."
    )


@given(text=st.text(max_size=80))
def test_any_text_can_be_redacted(text: str) -> None:
    hidden(text)


pieces = st.sampled_from(
    "jeg heter Kari Nordmann mvh 90 12 34 56 12345 + - . , @ a.no AB 800101-1234 ÅA i og Oppdal "
    "[ ] [name] [phone] konto kr 000 is I'm \n Storgata 5 7340 Åre hei ola hansen å vår St. Dr IBAN "
    "NO9386011117947 (at) dot reg.nr ab12345 uke 2019 tlf 901 23 456 0800-1600 von K. , Berg".split(
        " "
    )
)


@given(text=st.one_of(st.lists(pieces, max_size=12).map(" ".join), st.text(max_size=80)))
def test_a_redacted_text_holds_nothing_more_to_hide(text: str) -> None:
    once = hidden(text)
    assert hidden(once) == once


@given(
    number=st.from_regex(r"\A[2-9][0-9]{7}\Z"),
    before=st.sampled_from(["", "ring ", "tlf: ", "nummeret mitt er ", "Hei, "]),
    after=st.sampled_from(["", ".", " takk", ", hilsen oss"]),
)
def test_no_eight_digits_in_a_row_are_ever_left(number: str, before: str, after: str) -> None:
    assert number not in hidden(f"{before}{number}{after}")


@given(digits=st.from_regex(r"\A[0-9]{11}\Z"))
def test_no_eleven_digits_in_a_row_are_ever_left(digits: str) -> None:
    for written in (digits, f"{digits[:6]} {digits[6:]}", f"{digits[:6]}-{digits[6:]}"):
        assert not any(sign.isdecimal() for sign in hidden(f"nr {written} ok"))


@given(digits=st.from_regex(r"\A[0-9]{10}\Z"))
def test_the_form_of_a_swedish_number_is_always_hidden(digits: str) -> None:
    assert not any(sign.isdecimal() for sign in hidden(f"det är {digits[:6]}-{digits[6:]}"))


# --- the made list: what is found, what is lost


@dataclass(frozen=True, slots=True)
class Case:
    language: str
    kind: str
    text: str
    gone: tuple[str, ...]
    stays: tuple[str, ...]


def cases() -> tuple[Case, ...]:
    """The rows of ``tests/data/redaction.tsv``; ``\\n`` is a line break, ``|`` parts several things."""
    lines = (DATA / "redaction.tsv").read_text("utf-8").splitlines()[1:]
    rows = [line.replace("\\n", "\n").split("\t") for line in lines]
    return tuple(
        Case(language, kind, text, tuple(gone.split("|")) if gone else (), tuple(stays.split("|")))
        for language, kind, text, gone, stays in rows
    )


def marks(text: str, without: str) -> tuple[tuple[str, int, int], ...]:
    """Each mark with the part of the text it stands for."""
    found = MARK.findall(without)
    parts = [re.escape(part) for part in MARK.split(without)]
    whole = "(.+?)".join(parts[:-1]) + ("(.+?)" if found else "") + parts[-1]
    match = re.fullmatch(whole, text, re.DOTALL)
    assert match, f"{without!r} is not {text!r} with marks"
    return tuple((mark, *match.span(at)) for at, mark in enumerate(found, start=1))


def spans(case: Case) -> Iterator[tuple[int, int]]:
    """Where each thing that must be gone stands in the text."""
    end = 0
    for thing in case.gone:
        start = case.text.index(thing, end)
        end = start + len(thing)
        yield start, end


def signs(text: str, start: int, end: int) -> set[int]:
    return {at for at in range(start, end) if text[at].isalnum()}


@dataclass(frozen=True, slots=True)
class Score:
    found: Counter[str]
    told: Counter[str]
    right: Counter[str]
    wrong: Counter[str]
    faults: tuple[str, ...]

    def recall(self, *kinds: str) -> float:
        return sum(self.found[k] for k in kinds) / sum(self.told[k] for k in kinds)

    def precision(self) -> float:
        return self.right.total() / (self.right.total() + self.wrong.total())


def score(rows: Sequence[Case], known: frozenset[str]) -> Score:
    """How much of what must go is gone, and how many marks hide nothing else."""
    found, told, right, wrong = (Counter[str]() for _ in range(4))
    faults: list[str] = []
    for case in rows:
        without = redacted(case.text, known)
        hides = marks(case.text, without)
        covered = set().union(*(signs(case.text, start, end) for _, start, end in hides))
        must = [signs(case.text, *span) for span in spans(case)]
        whole = sum(one <= covered for one in must)
        told[case.kind] += len(must)
        found[case.kind] += whole
        rightly = set().union(*must)
        for mark, start, end in hides:
            counter = right if signs(case.text, start, end) <= rightly else wrong
            counter[mark] += 1
            if counter is wrong:
                faults.append(f"{case.text!r}: {case.text[start:end]!r} is hidden")
        if whole < len(must):
            faults.append(f"{case.text!r}: something is left in {without!r}")
    return Score(found, told, right, wrong, tuple(faults))


def test_the_made_list_is_large_and_even() -> None:
    rows = cases()
    languages = Counter(case.language for case in rows)
    assert len(rows) >= 450
    assert len({(case.language, case.text) for case in rows}) == len(rows)
    assert languages.keys() == {"nb", "sv", "en"}
    assert min(languages.values()) > 0.3 * len(rows)
    assert sum(case.kind == "keep" for case in rows) > len(rows) / 3
    assert all(bool(case.gone) == (case.kind != "keep") for case in rows)


def test_what_points_at_a_person_in_the_made_list_is_found_and_little_else(
    content: Content, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = cases()
    result = score(rows, known_names(content))
    with capsys.disabled():
        print(f"\nredaction, {len(rows)} made texts")
        for kind, n in sorted(result.told.items()):
            if n:
                print(
                    f"  {kind:8} found {result.found[kind]:3} of {n:3}, {result.recall(kind):6.1%}"
                )
        for mark in sorted(result.right | result.wrong):
            n = result.right[mark] + result.wrong[mark]
            print(
                f"  {mark:9} right {result.right[mark]:3} of {n:3}, {result.right[mark] / n:6.1%}"
            )
        print(f"  precision {result.precision():.1%}", *result.faults, sep="\n  ")
    for kind in ("id", "phone", "mail", "org", "account"):
        assert result.recall(kind) >= 0.99, kind
    assert result.recall("name") >= 0.9
    assert result.recall("address", "plate") >= 0.9
    assert result.precision() > 0.98


def test_no_place_and_no_word_of_a_need_in_the_made_list_is_lost(content: Content) -> None:
    known = known_names(content)
    lost = [
        (word, case.text)
        for case in cases()
        for word in case.stays
        if word not in redacted(case.text, known)
    ]
    assert lost == []


def test_redacting_the_made_list_twice_changes_nothing_more(content: Content) -> None:
    known = known_names(content)
    for case in cases():
        once = redacted(case.text, known)
        assert redacted(once, known) == once


def test_places_and_offices_stay_wherever_they_are_named(content: Content) -> None:
    known = known_names(content)
    places = [name for p in content.places.values() for name in (p.name, *p.villages, *p.sami)]
    offices = [actor.name for actor in content.actors.values()]
    money = [instrument.name for instrument in content.instruments.values()]
    for name in (*places, *offices, *money):
        for text in (f"Vi bor i {name} nå", f"jeg er fra {name}.", f"mvh oss i {name}", f"{name}!"):
            assert redacted(text, known) == text


def test_the_words_of_needs_stay_in_small_letters_and_in_capitals(content: Content) -> None:
    known = known_names(content)
    for need in content.needs.values():
        for language in ("nb", "sv", "en"):
            label = need.label.to(language)
            for text in (
                label,
                label.lower(),
                label.title(),
                label.upper(),
                f"Hei, {label.title()}",
            ):
                assert redacted(text, known) == text


def test_an_ordinary_word_of_the_content_is_no_name_unless_it_is_a_common_one(
    content: Content,
) -> None:
    known = known_names(content)
    assert {"trenger", "hjelp", "regnskap"} <= known
    assert not {"kari", "hansen", "svensson", "mary"} & known


# --- numbers by their check digits


@pytest.mark.parametrize("month", ["01", "41", "81"])
def test_birth_numbers_for_trying_out_are_hidden_too(month: str) -> None:
    assert hidden(f"nr {norwegian_id(f'01{month}80124')} ok") == "nr [id] ok"


def test_a_norwegian_birth_number_is_hidden_even_as_a_part_number() -> None:
    number = norwegian_id("018180124")
    wrong = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    assert hidden(f"delenummer {number}") == "delenummer [id]"
    assert hidden(f"delenummer {wrong}") == f"delenummer {wrong}"


def test_an_iban_is_known_by_its_check_and_words_after_it_stay() -> None:
    assert hidden("no93 8601 1117 947 takk") == "[number] takk"
    assert hidden("AB12 CDEF 3456 GHIJ 7890") == "AB12 CDEF 3456 GHIJ 7890"


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Storgata 5, 7340 Oppdal", "[address] Oppdal"),
        ("Kongens gate 14 B", "[address]"),
        ("vi er i Storgatan 5A, 831 30 Östersund", "vi er i [address] Östersund"),
        ("storgata 5 3 stk", "[address] 3 stk"),
    ],
)
def test_a_street_and_a_postcode_are_hidden_and_the_town_stays(text: str, without: str) -> None:
    assert hidden(text) == without


# --- speed

LONG = [
    (unit * 4000)[:4000]
    for unit in (
        "a", "Aa ", "Aa-", "a-", "a'b", "A. ", "1", "1 ", "1-", "+1 ", "a.", "a@", "a%+", "@", "(", "'",
        "mvh ", "mvh" + " " * 99, "jeg heter ", "[name] og ", "kari ", "Kari Nordmann ", "Aa von ",
        "AB12 ", "SE12 3456 ", "Storgata 5 ", "gata ", "7340 Oppdal ", "konto 1 ", "90 12 34 56 ",
        "01.02.2026 ", "0800-1600 ", "2019 2020 ", "uke 1 ", "x at y dot ", "[at] ", "Ж", "漢", "🙂", "e\u0301",
        " ", "\n", "_", "İ",
    )
]  # fmt: skip


QUIET = 0.0065  # seconds of the loop below on the machine the limits were measured on, when quiet


def slowness() -> float:
    """How many times slower than that machine this one is just now; never less than one."""
    start = time.process_time()
    for number in range(20_000):
        str(number).find("7")
    return max(1.0, (time.process_time() - start) / QUIET)


def is_read_within(limit: float, text: str, known: frozenset[str], times: int = 1) -> bool:
    """Whether one of sixty tries keeps the limit (in seconds): what else the machine does only adds."""

    def needed() -> float:
        start = time.process_time()
        for _ in range(times):
            redacted(text, known)
        return (time.process_time() - start) / times

    return any(needed() < limit * slowness() for _ in range(60))


@pytest.mark.parametrize("text", LONG, ids=lambda text: repr(text[:12]))
def test_the_longest_message_is_read_at_once_whatever_is_in_it(text: str) -> None:
    assert is_read_within(0.02, text, KNOWN)


@settings(deadline=None)  # the test looks at the clock itself
@given(unit=st.text(min_size=1, max_size=12))
def test_any_signs_repeated_are_read_at_once(unit: str) -> None:
    assert is_read_within(0.02, (unit * 4000)[:4000], KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "Hei, vi er fire som driver snekkerverksted i Oppdal og ryggen ryker hver uke, har dere noe som hjelper",
        "Hei, jeg heter Kari og driver snekkerverksted i Oppdal og ryggen ryker hver uke, ring meg 90 12 34 56",
    ],
)
def test_a_usual_message_takes_a_fraction_of_a_millisecond(content: Content, text: str) -> None:
    assert is_read_within(0.0003, text, known_names(content), times=50)

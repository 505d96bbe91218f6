import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.content import Content
from bot.core.redaction import known_names, redacted

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
    "[ ] [name] [phone] konto kr 000 is I'm \n".split(" ")
)


@given(text=st.lists(pieces, max_size=12).map(" ".join))
def test_a_redacted_text_holds_nothing_more_to_hide(text: str) -> None:
    once = hidden(text)
    assert hidden(once) == hidden(hidden(once))


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

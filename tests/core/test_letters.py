from datetime import date

from bot.core.letters import Letter, letters
from tests.core import small as make
from tests.core.small import Entry, Files, content, small

TODAY = date(2026, 11, 21)
OLD = {"checked": {"on": "2025-02-03", "by": "research", "review_after": "2025-08-03"}}


def files(hub: Entry | None = None, loan: Entry | None = None) -> Files:
    """Small content in which nothing has to be checked again but what these say."""
    made = small()
    made["actors/hub.yaml"] |= hub or {}
    made["instruments/loan.yaml"] |= {"state": "open"} | (loan or {})
    return made


def only(of: Files) -> Letter:
    (letter,) = letters(content(of), TODAY)
    return letter


def test_nobody_is_written_to_when_all_is_fresh() -> None:
    assert letters(content(files()), TODAY) == ()


def test_an_office_that_was_checked_long_ago_gets_a_letter() -> None:
    letter = only(files(hub=OLD | {"email": "post@hub.example"}))
    assert (letter.actor, letter.to) == ("hub", "post@hub.example")
    assert letter.subject == "letter-subject Hub nb"


def test_an_office_without_an_address_gets_a_letter_to_nobody() -> None:
    assert only(files(hub=OLD)).to is None


def test_a_letter_says_what_steg_says_of_the_office() -> None:
    known = {"phone": "12 34 56 78", "web": "https://hub.example"}
    text = only(files(hub=OLD | known)).text
    for said in ("Hub", "They help nb", "Every firm nb", "It costs nb", *known.values()):
        assert said in text


def test_a_letter_begins_with_a_greeting_and_ends_with_thanks() -> None:
    parts = only(files(hub=OLD)).text.split("\n\n")
    assert [parts[0], parts[1], parts[-1]] == [
        "letter-hello nb",
        "letter-ask 3. februar 2025 nb",
        "letter-thanks nb",
    ]


def test_a_swedish_office_is_written_to_in_swedish() -> None:
    swedish = make.actor("other", "SE", ["jamtland"], "season", **OLD)
    letter = only(files() | {"actors/other.yaml": swedish})
    assert letter.subject == "letter-subject Other sv"
    assert "3 februari 2025" in letter.text
    assert " nb" not in letter.text


def test_money_to_check_is_asked_of_the_office_that_runs_it() -> None:
    letter = only(files(loan=OLD | {"when": make.said("All year"), "takes": make.said("A week")}))
    assert letter.actor == "hub"
    for said in ("Loan", "Firms nb", "It pays nb", "All year nb", "A week nb", "amount-unknown nb"):
        assert said in letter.text
    assert "letter-state-open nb" in letter.text


def test_money_that_is_fresh_is_not_asked_about() -> None:
    assert "Loan" not in only(files(hub=OLD)).text


def test_money_of_which_we_do_not_know_whether_it_is_open_is_asked_about() -> None:
    assert "letter-state-ask nb" in only(files(loan={"state": "ask"})).text


def test_an_office_gets_one_letter_for_itself_and_all_its_money() -> None:
    both = files(hub=OLD, loan={"confidence": "low"})
    both["instruments/grant.yaml"] = both["instruments/loan.yaml"] | {
        "id": "grant",
        "name": "Grant",
        "pays_for": make.said("Tools for the new work"),
    }
    text = only(both).text
    assert "\nHub\n" in text
    assert text.index("\nGrant\n") < text.index("\nLoan\n")


def test_the_day_in_a_letter_is_that_of_the_oldest_check() -> None:
    older = {"checked": {"on": "2024-01-02", "by": "research", "review_after": "2024-07-02"}}
    assert "2. januar 2024" in only(files(hub=OLD, loan=older)).text
    assert "3. februar 2025" in only(files(hub=OLD)).text


def test_money_that_nobody_here_runs_is_in_no_letter() -> None:
    assert letters(content(files(loan=OLD | {"run_by": None})), TODAY) == ()

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.core.content import Content
from bot.core.conversation import Answer, Given, Heard, Session, Signal
from bot.core.renaming import renamed_session, renamed_signal
from tests.core.small import content, small

RENAMED = {
    "needs/season.yaml": ["winter"],
    "places/oppdal.yaml": ["opdal"],
    "methods/walk.yaml": ["stroll"],
    "actors/hub.yaml": ["house"],
    "instruments/loan.yaml": ["credit"],
    "trades/farm.yaml": ["croft"],
}
SESSION = Session("telegram:1", "telegram", "nb")
SIGNAL = Signal(date(2026, 11, 21), "advised", "web", "nb")


def renamed(aliases: dict[str, list[str]] = RENAMED) -> Content:
    files = small()
    for path, names in aliases.items():
        files[path]["aliases"] = names
    return content(files)


def answer(key: str, value: str, *ids: str) -> Answer:
    """The answer as it is read once the content has new ids."""
    session = renamed_session(replace(SESSION, answers=(Answer(key, value, 3, ids),)), renamed())
    (read,) = session.answers
    assert read.turn == 3
    return read


def test_a_need_agreed_on_is_read_by_the_id_it_has_now() -> None:
    assert answer("need", "agreed", "winter", "heavy-work").ids == ("season", "heavy-work")


def test_needs_meant_by_any_step_are_read_by_the_ids_they_have_now() -> None:
    assert answer("main.trouble", "sure", "winter") == Answer(
        "main.trouble", "sure", 3, ("season",)
    )


def test_needs_read_in_a_text_have_the_ids_they_have_now() -> None:
    heard = Heard(datetime(2026, 11, 21, tzinfo=UTC), "winter", ("winter", "heavy-work"))
    (read,) = renamed_session(replace(SESSION, heard=(heard,)), renamed()).heard
    assert (read.text, read.read) == ("winter", ("season", "heavy-work"))


def test_a_place_is_read_by_the_id_it_has_now() -> None:
    assert answer("place", "opdal").value == "oppdal"
    assert answer("place", "are").value == "are"


def test_a_trade_is_read_by_the_id_it_has_now() -> None:
    assert answer("trade", "told", "croft", "shop").ids == ("farm", "shop")


def test_an_owners_own_words_stay_even_when_they_are_an_old_id() -> None:
    assert answer("main.write", "winter").value == "winter"
    assert answer("size", "stroll").value == "stroll"


def test_an_earlier_id_counts_only_for_its_own_kind() -> None:
    assert answer("place", "winter").value == "winter"
    assert answer("need", "agreed", "opdal").ids == ("opdal",)


def test_advice_given_is_read_by_the_ids_it_has_now() -> None:
    given = Given(("stroll", "sit"), (("stroll", "short"),), ("house",), ("credit",))
    session = renamed_session(replace(SESSION, given=given), renamed())
    assert session.given == Given(("walk", "sit"), (("walk", "short"),), ("hub",), ("loan",))


def test_an_entry_that_was_renamed_twice_is_found_by_both_names() -> None:
    twice = renamed({"needs/season.yaml": ["winter", "autumn"]})
    assert [twice.id_now("needs", old) for old in ("winter", "autumn", "season", "gone")] == [
        "season",
        "season",
        "season",
        "gone",
    ]


def test_where_nothing_was_renamed_nothing_changes() -> None:
    session = replace(SESSION, answers=(Answer("place", "opdal", 1),))
    signal = replace(SIGNAL, need="winter")
    assert renamed_session(session, content(small())) is session
    assert renamed_signal(signal, content(small())) is signal


def test_a_signal_is_counted_under_the_ids_its_entries_have_now() -> None:
    before = replace(
        SIGNAL, need="winter", place="opdal", method="stroll", actor="house", instrument="credit"
    )
    assert renamed_signal(before, renamed()) == replace(
        SIGNAL, need="season", place="oppdal", method="walk", actor="hub", instrument="loan"
    )


def test_what_a_signal_does_not_say_stays_unsaid() -> None:
    assert renamed_signal(SIGNAL, renamed()) == SIGNAL

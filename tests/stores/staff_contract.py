"""What holds for every store about the pages of staff: talks that may be read, requests of owners, the log.

A store joins as with the other contract: a class in its own test file that gives ``open_store``.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.audit import Act
from bot.core.conversation import Answer, DeskPost, Event, Heard, Reply, Said, Turn
from bot.core.corrections import Correction
from bot.core.demand import MADE_UP
from bot.stores.port import RequestCount, Store
from tests.fakes import NOW, OTHER, OWNER, keep, message, session, turn
from tests.stores.contract import OpenStore, handoff

SINCE = NOW - timedelta(days=14)
WORDS = "vi får ikke tak i folk"


def talked(store: Store, to: str, *, number: int = 1, at: datetime = NOW, **fields: object) -> None:
    """Keeps a turn in which an owner wrote something, with a session of these fields."""
    held = replace(session(to, last_at=at), **fields)  # type: ignore[arg-type]
    keep(
        store, Turn(held, (Reply("Hvor er du?"),), said=WORDS), message(number, WORDS, to=to, at=at)
    )


def readable(store: Store, since: datetime = SINCE, **asked: object) -> list[str]:
    """The conversations staff may read, the latest first."""
    names = store.talks.latest(since)
    return [
        talk.session.conversation
        for talk in store.talks.readable(names, since, **asked)  # type: ignore[arg-type]
    ]


class StaffContract:
    """The tests; a store's own class gives ``open_store``."""

    # --- corrections

    def test_a_correction_of_a_talk_that_was_erased_meanwhile_points_at_nobody(
        self, open_store: OpenStore
    ) -> None:
        store = open_store()
        talked(store, OWNER)
        one = Correction(NOW, "stine", NOW.date(), "season", "transport")
        store.corrections.add(one, OWNER)
        assert store.corrections.of(OWNER) == [one]
        store.erase(OWNER)
        store.corrections.add(one, OWNER)
        assert store.corrections.of(OWNER) == []
        assert store.corrections.between(NOW.date(), NOW.date()) == [one, one]

    # --- talks

    def test_talks_come_the_latest_first_as_long_as_their_words_are_kept(
        self, open_store: OpenStore
    ) -> None:
        store = open_store()
        talked(store, OTHER, at=NOW - timedelta(days=2))
        talked(store, OWNER)
        talked(store, "telegram:1", at=NOW - timedelta(days=15))
        assert readable(store) == [OWNER, OTHER]
        store.forget_words(NOW - timedelta(days=1))
        assert readable(store) == [OWNER]

    def test_a_talk_of_presses_alone_before_words_were_read_is_a_talk_with_words(
        self, open_store: OpenStore
    ) -> None:
        store = open_store()
        silent = session("telegram:1", last_at=NOW)
        keep(store, Turn(silent, (Reply("Hei"),)), message(1, to="telegram:1"))
        assert readable(store) == []
        heard = session("telegram:2", last_at=NOW, heard=(Heard(NOW, WORDS, ()),))
        keep(store, Turn(heard), message(1, to="telegram:2"))
        assert readable(store) == ["telegram:2"]

    def test_nobody_reads_a_talk_of_who_said_no_or_was_not_well(
        self, open_store: OpenStore
    ) -> None:
        store = open_store()
        talked(store, "telegram:1", keeps=False, words=(Said(NOW, WORDS),))
        for number, care in enumerate(("distress", "asked-softly", "person"), 2):
            talked(store, f"telegram:{number}", care=care)
        talked(store, "telegram:5")
        gone_on = Turn(session("telegram:5", last_at=NOW), events=(Event("distress", NOW),))
        keep(store, gone_on, message(2, to="telegram:5"))
        talked(store, "telegram:6", keeps=True)
        talked(store, "telegram:7", keeps=None)
        assert sorted(readable(store)) == ["telegram:6", "telegram:7"]

    def test_made_up_talks_and_real_ones_are_never_listed_together(
        self, open_store: OpenStore
    ) -> None:
        store = open_store()
        talked(store, f"{MADE_UP}1-1")
        talked(store, OWNER)
        assert store.talks.latest(SINCE) == [OWNER]
        assert store.talks.latest(SINCE, made_up=True) == [f"{MADE_UP}1-1"]

    def test_talks_are_found_by_what_they_hold_and_by_what_was_missed(
        self, open_store: OpenStore
    ) -> None:
        store = open_store()
        talked(store, OWNER, answers=(Answer("place", "oppdal", 1),))
        talked(store, OTHER, at=NOW - timedelta(hours=1))
        missed = Turn(session(OTHER, last_at=NOW), events=(Event("not-understood", NOW),))
        keep(store, missed, message(2, to=OTHER))
        assert readable(store, mentions=("roros", "oppdal")) == [OWNER]
        assert readable(store, mentions=("opp", 'place" or 1')) == []
        assert readable(store, missed=True) == [OTHER]

    def test_events_of_a_talk_come_without_their_words(self, open_store: OpenStore) -> None:
        store = open_store()
        talked(store, OWNER)
        heard = Event("heard", NOW, {"needs": "season transport", "words": WORDS})
        keep(store, Turn(session(last_at=NOW), events=(heard,)), message(2))
        (talk,) = store.talks.readable([OWNER], SINCE)
        assert talk.events == (("heard", NOW, ("season", "transport")),)

    def test_nothing_of_a_turn_with_an_adviser_is_read_with_a_talk(
        self, open_store: OpenStore
    ) -> None:
        store = open_store()
        talked(store, OWNER)
        sent = NOW + timedelta(minutes=1)
        post = DeskPost("page:desk", Reply("Kort", handoff=f"{OWNER}#1"))
        request = Turn(
            session(last_at=sent), (Reply("Det er sendt"),), handoff=handoff(), posts=(post,)
        )
        keep(store, replace(request, said="ring 90012345"), message(2, "ring 90012345", at=sent))
        later = NOW + timedelta(minutes=2)
        relayed = DeskPost(
            "page:desk", Reply("Skriver", quote="hemmelig", handoff=f"{OWNER}#1", relays=True)
        )
        keep(
            store,
            Turn(session(last_at=later), (Reply("Levert"),), posts=(relayed,), said="hemmelig"),
            message(3, "hemmelig", at=later),
        )
        keep(
            store,
            Turn(session(), (Reply("Hei fra Kari", handoff=f"{OWNER}#1", by="Kari"),)),
            message(4),
        )
        texts = [line.text for line in store.talks.lines(OWNER, SINCE)]
        assert texts == []  # the adviser's answer came in the first turn's own minute
        assert len(store.lines(OWNER)) > 3

    def test_lines_past_their_time_are_not_read_even_before_they_are_removed(
        self, open_store: OpenStore
    ) -> None:
        store = open_store()
        talked(store, OWNER, at=SINCE - timedelta(minutes=1))
        talked(store, OWNER, number=2)
        assert [line.at for line in store.talks.lines(OWNER, SINCE)] == [NOW, NOW]

    # --- what owners asked for

    def test_what_owners_ask_for_is_counted_by_month_and_never_whose_it_was(
        self, open_store: OpenStore
    ) -> None:
        store = open_store()
        said_no = Turn(
            session(keeps=False), events=(Event("keeps", NOW, {"value": "false"}),), forget=True
        )
        said_yes = Turn(session(), events=(Event("keeps", NOW, {"value": "true"}),))
        for number, one in enumerate(
            (said_no, said_yes, Turn(session(), tells_kept=True), turn("hei"))
        ):
            keep(store, one, message(number))
        for owner, at in (
            (OWNER, NOW),
            (OTHER, NOW),
            (OWNER, datetime(2027, 1, 2, tzinfo=NOW.tzinfo)),
        ):
            keep(store, Turn(session(owner), erase=True), message(f"{at}", to=owner, at=at))
        assert store.privacy.requests() == [
            RequestCount("2027-01", "erased", 1),
            RequestCount("2026-11", "erased", 2),
            RequestCount("2026-11", "file", 1),
            RequestCount("2026-11", "not-kept", 1),
        ]

    def test_an_erasure_that_is_not_kept_is_not_counted(self, open_store: OpenStore) -> None:
        store = open_store()
        try:
            with store.transaction() as kept:
                kept.keep(message(1), Turn(session(), erase=True))
                raise RuntimeError("the transaction ends here")
        except RuntimeError:
            pass
        assert store.privacy.requests() == []

    def test_what_is_past_its_time_is_counted_until_it_is_removed(
        self, open_store: OpenStore
    ) -> None:
        store = open_store()
        old = NOW - timedelta(days=400)
        talked(store, OWNER, at=old, words=(Said(old, WORDS),))
        store.refused(OWNER)
        closed = replace(handoff(OTHER, at=old), stage="closed", closed_at=old)
        keep(store, Turn(session(OTHER, last_at=NOW), handoff=closed), message(1, to=OTHER, at=old))
        store.audit.add(Act(old, "kari", "logged-in"))
        before = dict.fromkeys(
            ("words", "talk", "contacts", "seen", "audit"), NOW - timedelta(days=30)
        )
        late = store.privacy.past_their_time(before)
        assert late == {"words": 3, "talk": 1, "contacts": 1, "seen": 2, "audit": 1}
        limit = NOW - timedelta(days=30)
        store.forget_contacts(limit)
        store.forget_words(limit)
        store.forget_talks(limit)
        store.forget_seen(limit)
        store.audit.forget(limit)
        assert set(store.privacy.past_their_time(before).values()) == {0}

    # --- the log

    def test_the_log_is_read_by_person_and_a_page_at_a_time(self, open_store: OpenStore) -> None:
        store = open_store()
        acts = [
            Act(NOW + timedelta(minutes=n // 2), "kari" if n % 2 else "", "logged-in", str(n))
            for n in range(6)
        ]
        for act in acts:
            store.audit.add(act)
        assert store.audit.people() == ["", "kari"]
        assert [a.about for a in store.audit.latest(2, skip=1)] == ["4", "3"]
        assert [a.about for a in store.audit.latest(9, by="kari")] == ["5", "3", "1"]
        assert [a.about for a in store.audit.latest(9, by="", skip=1)] == ["2", "0"]
        assert store.audit.latest(9, by="nobody") == []

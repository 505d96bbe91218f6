"""What holds for every store about requests for a person: desks, posts, ladders, forgetting."""

from dataclasses import replace

from bot.core.conversation import (
    Adviser,
    Choice,
    DeskPost,
    FileRef,
    Handoff,
    Note,
    Reply,
    Turn,
)
from bot.core.desks import Load
from bot.stores.port import Store
from tests.fakes import NOW, OTHER, OWNER, keep, message, session, turn
from tests.stores.contract import LONG_AGO, SECRET, SOON, OpensStore, handoff

SLACK, PAGE = "slack:C0NAMDAL", "page:jamtland"


def card(request: Handoff, desk: str = SLACK, text: str = "Ny sak") -> DeskPost:
    return DeskPost(
        desk, Reply(text, (Choice("desk=take", "Ta den"),), quote=SECRET, handoff=request.id)
    )


def asked(store: Store, request: Handoff, *posts: DeskPost, number: int = 1) -> None:
    made = Turn(session(request.conversation), handoff=request, posts=posts or (card(request),))
    keep(store, made, message(number, SECRET, to=request.conversation, at=request.at))


def send_all(store: Store) -> None:
    while waiting := store.unsent(SOON, ("slack", "telegram", "mail"), 50):
        for unsent in waiting:
            store.sent(unsent.id, f"ts-{unsent.id}" if unsent.to_desk else None)


class DeskContract(OpensStore):
    """The tests every store passes."""

    def test_a_request_comes_back_as_it_was_kept(self, store: Store) -> None:
        full = replace(
            handoff(),
            desk="namdal",
            tried=("proneo",),
            refused=(("proneo", "place"),),
            adviser=Adviser("slack:U1", "Kari"),
            taken_at=NOW,
            hours_to_take=1.5,
            notes=(Note(NOW, "Kari", "ring etter tre"),),
            rung=1,
            rung_at=SOON,
            helped="partly",
        )
        asked(store, full)
        assert store.handoff(full.id) == full
        with store.transaction() as kept:
            assert kept.handoff(full.id) == full
            assert kept.last_request(OWNER) == full
            assert kept.handoff("nobody#1") is None

    def test_the_last_request_of_an_owner_is_the_latest(self, store: Store) -> None:
        asked(store, handoff(at=LONG_AGO, number=1), number=1)
        asked(store, handoff(at=NOW, number=2), number=2)
        with store.transaction() as kept:
            assert kept.last_request(OWNER) == handoff(at=NOW, number=2)
            assert kept.last_request(OTHER) is None

    def test_a_card_goes_out_to_its_desk_and_what_follows_goes_under_it(self, store: Store) -> None:
        asked(store, handoff())
        (first,) = store.unsent(SOON, ("slack",), 50)
        assert (first.conversation, first.to_desk, first.thread) == (SLACK, True, None)
        assert (first.reply.quote, first.reply.handoff) == (SECRET, handoff().id)
        store.sent(first.id, "1700.1")
        under = DeskPost(SLACK, Reply("Mer", handoff=handoff().id))
        keep(store, turn(posts=(under,)), message(2))
        (second,) = store.unsent(SOON, ("slack",), 50)
        assert second.thread == "1700.1"

    def test_a_reply_to_the_owner_never_has_a_thread(self, store: Store) -> None:
        asked(store, handoff())
        send_all(store)
        told = Turn(session(), (Reply("Kari har tatt den", handoff=handoff().id),))
        keep(store, told, message(2))
        (unsent,) = store.unsent(SOON, ("telegram",), 50)
        assert (unsent.to_desk, unsent.thread) == (False, None)

    def test_a_post_answered_at_a_desk_leads_to_its_request_and_to_no_other_desk(
        self, store: Store
    ) -> None:
        asked(store, handoff())
        (unsent,) = store.unsent(SOON, ("slack",), 50)
        store.sent(unsent.id, "1700.1")
        with store.transaction() as kept:
            assert kept.request_of(SLACK, "1700.1") == handoff().id
            assert kept.request_of("slack:COTHER", "1700.1") is None
            assert kept.request_of(SLACK, "1700.2") is None

    def test_a_post_a_desk_refuses_is_given_up_alone(self, store: Store) -> None:
        asked(store, handoff(), card(handoff()), card(handoff(), text="Mer"))
        (unsent,) = store.unsent(SOON, ("slack",), 50)
        store.undelivered(unsent.id)
        (after,) = store.unsent(SOON, ("slack",), 50)
        assert after.reply.text == "Mer"

    def test_a_desk_that_is_a_page_is_sent_nothing_and_shows_all(self, store: Store) -> None:
        asked(store, handoff(), card(handoff(), PAGE))
        assert store.unsent(SOON, ("slack", "telegram", "mail", "page"), 50) == []
        assert [line.text for line in store.lines(PAGE)] == ["Ny sak"]

    def test_the_talk_of_a_request_is_what_owner_and_adviser_said(self, store: Store) -> None:
        request = handoff()
        asked(store, request)
        wrote = Reply("Kunden skriver", quote="torsdag", handoff=request.id, relays=True)
        keep(store, turn(posts=(DeskPost(SLACK, wrote),)), message(2, "torsdag"))
        file = FileRef("slack", "F1", "skisse.pdf", "application/pdf", 9)
        answer = Reply("", quote="Fint", by="Kari", handoff=request.id, relays=True, file=file)
        keep(store, Turn(session(), (answer,)), message(3))
        keep(store, turn("Noe annet"), message(4, "hei"))
        talk = [(line.who, line.by, line.quote or line.text) for line in store.talk(request.id)]
        assert talk == [("owner", None, "torsdag"), ("steg", "Kari", "Fint")]

    def test_only_open_requests_whose_time_has_come_are_due(self, store: Store) -> None:
        due = replace(handoff(number=1), rung_at=NOW)
        later = replace(handoff(number=2), rung_at=SOON)
        closed = replace(handoff(number=3), rung_at=NOW, stage="closed")
        for number, request in enumerate((due, later, closed), start=1):
            asked(store, request, number=number)
        assert list(store.due_handoffs(NOW)) == [due]
        assert list(store.due_handoffs(SOON)) == [due, later]

    def test_how_busy_a_desk_is_counts_what_is_open_and_how_long_the_last_ones_waited(
        self, store: Store
    ) -> None:
        first = replace(handoff(number=1, at=LONG_AGO), desk="namdal", hours_to_take=2.0)
        second = replace(handoff(number=2), desk="namdal", hours_to_take=4.0, stage="closed")
        third = replace(handoff(number=3), desk="proneo")
        for number, request in enumerate((first, second, third), start=1):
            asked(store, request, number=number)
        assert store.loads() == {"namdal": Load(1, (4.0, 2.0)), "proneo": Load(1, ())}

    def test_a_reminder_that_belongs_to_no_turn_is_sent_too(self, store: Store) -> None:
        with store.transaction() as kept:
            kept.post(DeskPost(SLACK, Reply("To saker venter")), NOW)
        (unsent,) = store.unsent(SOON, ("slack",), 50)
        assert (unsent.reply.text, unsent.to_desk, unsent.thread) == ("To saker venter", True, None)

    def test_the_words_of_an_open_request_stay_until_it_is_closed(self, store: Store) -> None:
        request = handoff(at=LONG_AGO)
        asked(store, request)
        send_all(store)
        store.forget_words(NOW)
        assert [line.quote for line in store.lines(SLACK)] == [SECRET]
        keep(store, turn(handoff=replace(request, stage="closed")), message(2, at=LONG_AGO))
        store.forget_words(NOW)
        assert store.lines(SLACK) == []

    def test_what_points_at_a_person_goes_some_time_after_closing(self, store: Store) -> None:
        closed = replace(
            handoff(),
            stage="closed",
            closed_at=LONG_AGO,
            adviser=Adviser("slack:U1", "Kari"),
            notes=(Note(NOW, "Kari", SECRET),),
        )
        asked(store, closed)
        assert store.forget_contacts(LONG_AGO) == 0
        assert store.forget_contacts(NOW) == 1
        assert store.forget_contacts(NOW) == 0
        (left,) = store.handoffs()
        assert (left.summary, left.contact, left.notes) == ("", None, ())
        assert left.adviser == Adviser("", "")
        assert (left.needs, left.place, left.stage) == (closed.needs, closed.place, "closed")

    def test_erasing_an_owner_takes_back_what_desks_have_of_them_and_nobody_elses(
        self, store: Store
    ) -> None:
        asked(store, handoff(), card(handoff()), card(handoff(), PAGE))
        asked(store, handoff(OTHER), card(handoff(OTHER)))
        store.erase(OWNER)
        assert [h.conversation for h in store.handoffs()] == [OTHER]
        assert store.lines(PAGE) == []
        assert len(store.lines(SLACK)) == 1

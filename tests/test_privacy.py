"""What an owner may ask of us: to read all that is kept, to keep no words, to be erased; proven byte by byte."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.building import MODELS
from bot.channels.console import shown_text
from bot.cli import main
from bot.core.content import Content
from bot.core.conversation import (
    CHANNELS,
    Adviser,
    DeskMessage,
    Document,
    Handoff,
    Reply,
    Turn,
)
from bot.core.corrections import Correction
from bot.core.draft import World
from bot.core.introductions import as_invited, begun
from bot.core.inviting import QUIET_FOR
from bot.core.privacy import places
from bot.core.understanding import learn, reader
from bot.desk_turns import DeskTurns
from bot.erased import FOLDER, MARKED_FOR, Erased
from bot.privacy_page import page
from bot.service import Service
from bot.stores.sqlite import SqliteStore
from bot.worker import KEEP_CONTACT, KEEP_TALK, jobs
from tests.channels.test_web import EchoService, serving, web_app
from tests.core import small as make
from tests.desks import DESKS
from tests.fakes import NOW, OTHER, OWNER, message, read, said
from tests.web.test_chat_page import say, visit

KARI = Adviser("telegram:77", "Kari Nordmann")
SECRET = "a secret only for this test"
MONDAY = NOW + timedelta(days=2)
# What must be gone, by where it was said; each is found nowhere else.
SECRETS = {
    "misheard": "xqpolstring vil ikke lenger",
    "trouble": "ryggen til Dagros ryker",
    "changed summary": "Vi heter Sjauset og vil ha hjelp",
    "telephone": "45612378",
    "e-mail": "dagros@sjauset.example",
    "relayed": "passordet er Rognebaer",
    "adviser's words": "ta med Tvillingkalven",
    "note": "eieren virker Utkjort",
    "feedback": "raadet var Ubrukelig",
    "contact for others": "Gaupetunet 98765432",
}


@pytest.fixture(scope="module")
def world(content: Content) -> World:
    """The project's content with a reader that has learned next to nothing, and desks."""
    learned = reader(content, *learn(make.content(make.small())))
    return World(content, learned, desks=DESKS)


@dataclass
class House:
    """A service on a store in a file, a desk, and an owner who talks on Telegram."""

    folder: Path
    world: World
    now: datetime = MONDAY
    number: int = 0

    def __post_init__(self) -> None:
        self.store = SqliteStore(str(self.folder / "steg.db"))
        self.erased = Erased(self.folder / FOLDER, lambda: SECRET)
        self.service = Service(self.store, lambda: self.world, self.erased.mark)
        self.desks = DeskTurns(self.store, lambda: self.world)

    def says(self, text: str | None = None, choice: str | None = None, to: str = OWNER) -> Turn:
        """The owner types or presses."""
        self.number += 1
        self.now += timedelta(minutes=1)
        turn = self.service.answer(message(self.number, text, to=to, choice=choice, at=self.now))
        assert turn is not None
        assert [event.kind for event in turn.events if event.kind == "turn-failed"] == []
        return turn

    def presses(self, *choices: str) -> Turn:
        """The owner presses these buttons one after the other."""
        return [self.says(choice=choice) for choice in choices][-1]

    def adviser(self, text: str | None = None, choice: str | None = None) -> Turn:
        """The adviser presses or writes at the desk that has the request."""
        self.number += 1
        self.now += timedelta(minutes=1)
        desk = self.world.desks.by_id[self.request.desk]
        act = DeskMessage(
            f"d{self.number}",
            desk.address,
            KARI,
            self.now,
            handoff=self.request.id,
            text=text,
            choice=choice,
        )
        turn = self.desks.act(act)
        assert turn is not None
        return turn

    @property
    def request(self) -> Handoff:
        """The owner's last request."""
        *_, last = [one for one in self.store.handoffs() if one.conversation == OWNER]
        return last

    def sends(self) -> None:
        """The outbox empties itself."""
        channels = (*CHANNELS, "mail", "page")
        while waiting := self.store.unsent(self.now, channels, 99):
            for unsent in waiting:
                self.store.sent(unsent.id, f"post-{unsent.id}")
                self.desks.arrived(unsent, self.now)

    def works(self, name: str) -> int:
        """A job of the worker is done now."""
        table = jobs(self.service, timedelta(days=14), lambda: None)
        (job,) = [job for job in table if job.name == name]
        return job.do(self.now)

    def found(self, texts: Sequence[str]) -> list[str]:
        """Which of these texts stand in any file, in UTF-8 or UTF-16."""
        files = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        kept = b"\0".join(files.values())
        forms = ("utf-8", "utf-16-le", "utf-16-be")
        return [text for text in texts if any(text.encode(form) in kept for form in forms)]


@pytest.fixture
def house(tmp_path: Path, world: World) -> Iterator[House]:
    """A house of its own for each test."""
    made = House(tmp_path, world)
    with closing(made.store):
        yield made


def to_the_question_of_reach(house: House) -> None:
    """A talk up to where an owner who wants a person says how to be reached."""
    house.presses("lang=nb")
    house.says(SECRETS["misheard"])
    house.says(f"trouble with heavy-work og {SECRETS['trouble']}")
    house.presses("need=heavy-work oppdal micro", "time=day", "team=two", "do=handoff")


def changing_the_summary(house: House) -> None:
    """The owner writes the text themselves."""
    house.presses("handoff.reach=change", "handoff.change=text")
    house.says(SECRETS["changed summary"])


def helped_by_telephone(house: House) -> None:
    """A request with a telephone number and a note, taken and closed."""
    to_the_question_of_reach(house)
    changing_the_summary(house)
    house.presses("handoff.reach=phone")
    house.says(SECRETS["telephone"])
    house.presses("handoff.when=any")
    house.sends()
    house.adviser(choice="desk=take")
    house.adviser(f"! {SECRETS['note']}")
    house.adviser(choice="desk=done.helped")


def told_everything(house: House) -> None:
    """An owner with secrets in every place: two requests, an adviser, a reminder, feedback."""
    helped_by_telephone(house)
    house.presses("do=handoff", "handoff.reach=email")
    house.says(SECRETS["e-mail"])
    house.sends()
    house.presses("do=handoff", "handoff.reach=here")
    house.adviser(choice="desk=take")
    house.says(SECRETS["relayed"])
    house.adviser(SECRETS["adviser's words"])
    house.sends()
    house.presses("request=end")
    introduced_and_corrected(house)
    house.presses("do=remind", "remind.day=saturday", "remind.hour=08")
    house.says(SECRETS["feedback"])
    house.presses("do=privacy")


def introduced_and_corrected(house: House) -> None:
    """The owner would like to meet others, staff find somebody, and the owner says yes; staff read the talk."""
    house.presses("do=meet", "meet.wish=glad")
    house.now += QUIET_FOR
    with house.store.transaction() as kept:
        session = kept.session(OWNER)
        mine = as_invited(session, "heavy-work", house.world.content) if session else None
        assert mine is not None
        other = replace(mine, conversation=OTHER)
        kept.put_introduction(begun("meet-1", (mine, other), {"nb": "Dere er nære."}, house.now))
    assert house.works("introductions") == 1
    house.presses("introduction.answer=agree")
    house.says(SECRETS["contact for others"])
    read_as = Correction(house.now, "stine", house.now.date(), "heavy-work", "season")
    house.store.corrections.add(read_as, OWNER)


def erased_by_the_owner(house: House) -> None:
    house.presses("do=erase", "do=erase-now")


def erased_by_the_operator(house: House) -> None:
    assert house.store.erase(OWNER)["sessions"] == 1


def test_the_talk_of_these_tests_puts_a_secret_in_every_place(house: House) -> None:
    told_everything(house)
    assert house.found([*SECRETS.values()]) == [*SECRETS.values()]
    kept = house.store.export(OWNER)
    assert [table for table, rows in kept.items() if not rows] == []
    requests = list(house.store.handoffs())
    assert {one.contact for one in requests} >= {SECRETS["telephone"], SECRETS["e-mail"]}
    assert SECRETS["note"] in repr([one.notes for one in requests])
    assert SECRETS["misheard"] in repr(house.store.words_heard())
    assert SECRETS["relayed"] in repr(kept["lines"])


@pytest.mark.parametrize("sent_before", [True, False])
@pytest.mark.parametrize("erase", [erased_by_the_owner, erased_by_the_operator])
def test_an_erased_owner_leaves_no_byte_in_any_file(
    house: House, erase: Callable[[House], None], sent_before: bool
) -> None:
    house.says("hei", to=OTHER)
    told_everything(house)
    if sent_before:
        house.sends()
    erase(house)
    assert house.found([*SECRETS.values(), KARI.name]) == []
    assert read(house.store) is None
    assert said(house.store, OTHER), "others are left alone"
    assert house.store.counts()["signals"] > 0, "what is counted points at nobody and stays"
    assert [table for table, rows in house.store.export(OWNER).items() if rows] == (
        ["seen", "lines"] if erase is erased_by_the_owner else []
    )


def test_the_operator_erases_the_id_of_an_owner_as_well(house: House) -> None:
    told_everything(house)
    house.sends()
    erased_by_the_operator(house)
    assert house.found([OWNER]) == []


# --- what is never written down

PERSONAL = ("90 12 34 56", "torgunn@fjellheim.example", "010180 12345", "Torgunn", "Fjellheim")
ORDINARY = (
    "trouble with heavy-work i Oppdal. Jeg heter Torgunn Fjellheim, ring 90 12 34 56 eller skriv til "
    "torgunn@fjellheim.example. Fødselsnummer 010180 12345."
)


def test_what_points_at_an_owner_is_in_no_file_right_after_their_message(house: House) -> None:
    house.presses("lang=nb")
    turn = house.says(ORDINARY)
    files = {path.name for path in house.folder.iterdir()}
    assert {"steg.db", "steg.db-wal", "steg.db-shm"} <= files
    assert house.found(PERSONAL) == []
    assert house.found(["trouble with heavy-work i Oppdal. Jeg heter [name], ring [phone]"])
    assert turn.replies[-1].asks == "confirm-need", "it was understood all the same"
    place = turn.session.answer("place")
    assert place is not None
    assert place.value == "oppdal"


def test_nor_is_it_after_all_of_the_talk_that_leads_to_a_person(house: House) -> None:
    house.presses("lang=nb")
    house.says(f"xqpolstring. {ORDINARY}")
    house.says(ORDINARY)
    house.presses("need=heavy-work oppdal micro", "time=day", "team=two")
    house.says(f"Og så er det noe annet: {ORDINARY}")
    house.presses("do=handoff", "handoff.reach=here", "do=privacy")
    house.sends()
    assert house.request.summary
    assert house.found(PERSONAL) == []


def test_a_telephone_typed_for_a_request_is_kept_with_the_request_and_not_in_the_talk(
    house: House,
) -> None:
    to_the_question_of_reach(house)
    house.presses("handoff.reach=phone")
    house.says("det er 90 12 34 56")
    house.presses("handoff.when=any")
    assert house.request.contact == "90 12 34 56"
    owners = [line.text for line in house.store.lines(OWNER) if line.who == "owner"]
    assert "det er [phone]" in owners
    assert PERSONAL[0] not in repr(owners)


def test_what_is_written_to_an_adviser_arrives_as_it_was_written(house: House) -> None:
    to_the_question_of_reach(house)
    house.presses("handoff.reach=here")
    house.sends()
    house.adviser(choice="desk=take")
    (post,) = house.says("ring Torgunn på 90 12 34 56").posts
    assert post.reply.quote == "ring Torgunn på 90 12 34 56"


# --- do not keep my words


def test_an_owner_whose_words_are_not_kept_leaves_only_what_they_agreed_to_send(
    house: House,
) -> None:
    house.says("hei")
    house.presses("keep=no")
    to_the_question_of_reach(house)
    changing_the_summary(house)
    house.presses("handoff.reach=phone")
    house.says(SECRETS["telephone"])
    turn = house.presses("handoff.when=any")
    assert turn.handoff is not None, "they still get a person"
    assert turn.handoff.contact == SECRETS["telephone"]
    house.sends()
    house.adviser(choice="desk=take")
    house.says(SECRETS["feedback"])
    house.sends()
    assert house.found([*SECRETS.values()]) == [SECRETS["changed summary"], SECRETS["telephone"]]


def test_an_owner_whose_words_are_not_kept_talks_with_an_adviser(house: House) -> None:
    house.says("hei")
    house.presses("keep=no")
    to_the_question_of_reach(house)
    house.presses("handoff.reach=here")
    house.sends()
    house.adviser(choice="desk=take")
    house.says(SECRETS["relayed"])
    house.adviser(SECRETS["adviser's words"])
    house.sends()
    assert house.found([*SECRETS.values()]) == [SECRETS["relayed"], SECRETS["adviser's words"]]


def test_a_request_that_is_not_sent_leaves_nothing_where_words_are_not_kept(house: House) -> None:
    house.says("hei")
    house.presses("keep=no")
    to_the_question_of_reach(house)
    changing_the_summary(house)
    house.sends()
    house.presses("handoff.reach=cancel")
    house.sends()
    assert house.found([*SECRETS.values()]) == []


def test_saying_no_later_removes_the_words_said_before(house: House) -> None:
    to_the_question_of_reach(house)
    house.presses("handoff.reach=cancel")
    house.sends()
    assert house.found([SECRETS["misheard"], SECRETS["trouble"]])
    house.presses("keep=no")
    house.sends()
    assert house.found([*SECRETS.values()]) == []


# --- by itself, when its time has come

KEPT_FOR = timedelta(days=14)
WORDS_JOB, CONTACTS_JOB = "words past their time", "contacts of closed requests"
TALKS_JOB = "talks long silent"


def test_words_go_after_their_days_and_what_is_counted_stays(house: House) -> None:
    house.says(SECRETS["misheard"])
    house.says(f"trouble with heavy-work og {SECRETS['trouble']}")
    house.presses("need=heavy-work oppdal micro", "time=day", "team=two")
    house.says(SECRETS["feedback"])
    house.sends()
    said_then = [SECRETS["misheard"], SECRETS["trouble"], SECRETS["feedback"]]
    signals = house.store.signals()
    house.now += KEPT_FOR - timedelta(hours=1)
    house.works(WORDS_JOB)
    assert house.found(said_then) == said_then
    house.now += timedelta(hours=2)
    assert house.works(WORDS_JOB) > 0
    assert house.found(said_then) == []
    assert house.store.signals() == signals != []


def closed_request(house: House) -> None:
    """A request that is over, with all that was sent about it."""
    helped_by_telephone(house)
    house.sends()


def test_an_address_goes_thirty_days_after_its_request_was_closed(house: House) -> None:
    closed_request(house)
    of_request = [SECRETS["changed summary"], SECRETS["telephone"], SECRETS["note"]]
    house.now += KEEP_CONTACT - timedelta(hours=1)
    house.works(WORDS_JOB)
    assert house.works(CONTACTS_JOB) == 0
    assert house.found([*SECRETS.values()]) == of_request
    house.now += timedelta(hours=2)
    assert house.works(CONTACTS_JOB) == 1
    assert house.found([*SECRETS.values(), KARI.name]) == []
    assert (house.request.stage, house.request.ending) == ("closed", "helped")


def test_a_talk_long_silent_is_erased_and_what_was_counted_stays(house: House) -> None:
    closed_request(house)
    house.says("hei", to=OTHER)
    signals = house.store.signals()
    house.now += KEEP_TALK - timedelta(hours=1)
    for job in (WORDS_JOB, CONTACTS_JOB):
        house.works(job)
    assert house.works(TALKS_JOB) == 0
    house.now += timedelta(hours=2)
    house.says("hei igjen", to=OTHER)
    house.works("marks of old messages")
    assert house.works(TALKS_JOB) == 1
    assert house.found([OWNER, *SECRETS.values(), KARI.name]) == []
    assert read(house.store) is None
    assert read(house.store, OTHER) is not None
    assert house.store.signals() == signals != []


def test_an_open_request_keeps_what_its_adviser_needs(house: House) -> None:
    to_the_question_of_reach(house)
    house.presses("handoff.reach=email")
    house.says(SECRETS["e-mail"])
    house.sends()
    house.now += timedelta(days=60)
    house.works(WORDS_JOB)
    house.works(CONTACTS_JOB)
    assert house.request.contact == SECRETS["e-mail"]
    house.now += 2 * KEEP_TALK
    assert house.works(TALKS_JOB) == 0
    assert house.request.contact == SECRETS["e-mail"]


# --- backups


@pytest.fixture
def steg(house: House, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The command, on the data folder of the house."""
    monkeypatch.setenv("STEG_DATA", str(house.folder))
    monkeypatch.setenv("STEG_SECRET", SECRET)
    monkeypatch.chdir(house.folder)
    monkeypatch.setattr("bot.building.clock", lambda: house.now)
    return lambda *arguments: main(arguments)


def backed_up(house: House) -> bytes:
    """The database as a backup holds it."""
    house.store.close()
    data = (house.folder / "steg.db").read_bytes()
    house.store = SqliteStore(str(house.folder / "steg.db"))
    house.service = Service(house.store, lambda: house.world, house.erased.mark)
    return data


def restored(house: House, backup: bytes) -> None:
    """The database is the backup's again, without the log of the other; the data folder is as it was."""
    house.store.close()
    for part in ("-wal", "-shm"):
        (house.folder / f"steg.db{part}").unlink(missing_ok=True)
    (house.folder / "steg.db").write_bytes(backup)
    house.store = SqliteStore(str(house.folder / "steg.db"))
    house.service = Service(house.store, lambda: house.world, house.erased.mark)


@pytest.mark.parametrize("by_the_owner", [True, False])
def test_what_a_backup_brings_back_is_erased_again(
    house: House,
    steg: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    by_the_owner: bool,
) -> None:
    told_everything(house)
    house.sends()
    house.says("hei", to=OTHER)
    backup = backed_up(house)
    if by_the_owner:
        erased_by_the_owner(house)
    else:
        assert steg("erase", "--conversation", OWNER) == 0
    restored(house, backup)
    assert house.found([*SECRETS.values()]) == [*SECRETS.values()]
    capsys.readouterr()
    assert steg("erase", "--again") == 0
    assert capsys.readouterr().out == "1 conversations were erased again\n"
    assert house.found([*SECRETS.values(), KARI.name, OWNER]) == []
    assert said(house.store, OTHER), "others are left alone"


def test_an_owner_who_came_back_is_not_erased_again(house: House, steg: Callable[..., int]) -> None:
    told_everything(house)
    erased_by_the_owner(house)
    house.says("hei")
    house.sends()
    restored(house, backed_up(house))
    assert steg("erase", "--again") == 0
    assert read(house.store) is not None


def test_of_an_erased_conversation_only_a_keyed_hash_and_a_day_are_kept(
    house: House, steg: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    told_everything(house)
    erased_by_the_operator(house)
    house.erased.mark(OWNER, house.now)
    assert house.found([OWNER, OWNER.partition(":")[2]]) == []
    assert steg("erase", "--list") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line == f"{house.erased.hash(OWNER)} {house.now:%Y-%m-%d}"
    assert Erased(house.folder / FOLDER, lambda: "another secret").at(OWNER) is None


def test_a_mark_is_forgotten_when_no_backup_can_be_so_old(house: House) -> None:
    house.erased.mark(OWNER, MONDAY)
    house.erased.mark(OTHER, MONDAY + MARKED_FOR)
    assert house.erased.at(OWNER) == MONDAY
    house.erased.mark(OTHER, MONDAY + MARKED_FOR + timedelta(days=1))
    assert house.erased.at(OWNER) is None


def test_an_erasure_that_cannot_be_marked_is_done_all_the_same(house: House) -> None:
    house.says(SECRETS["trouble"])
    (house.folder / FOLDER).write_text("in the way", "utf-8")
    erased_by_the_owner(house)
    assert house.found([SECRETS["trouble"]]) == []


# --- reading all that is kept


def file_sent(turn: Turn) -> str:
    """The text of the file in the last reply."""
    document = turn.replies[-1].document
    assert document is not None
    assert document.name == f"steg-{MONDAY:%Y-%m-%d}.txt"
    return document.text


def test_an_owner_reads_all_that_is_kept_but_notes_for_colleagues(house: House) -> None:
    told_everything(house)
    house.presses("do=remind", "remind.day=tomorrow", "remind.hour=08")
    text = file_sent(house.presses("do=privacy"))
    readable = {name: secret for name, secret in SECRETS.items() if name != "note"}
    assert [name for name, secret in readable.items() if secret not in text] == []
    assert SECRETS["note"] not in text
    assert "Notater rådgiveren har skrevet: 1." in text
    for fact in ("- Oppdal", "- 2 til 9 personer", "Saken er ferdig.", KARI.name):
        assert fact in text
    assert "- Tirsdag 24. november klokka 08" in text
    assert house.world.content.wordings["kept-nothing"].nb not in text.splitlines()


def test_somebody_of_whom_little_is_kept_reads_that(house: House) -> None:
    text = file_sent(house.presses("lang=nb", "do=privacy"))
    assert text.splitlines().count(house.world.content.wordings["kept-nothing"].nb) == 5


def test_a_file_that_has_arrived_is_not_kept_a_second_time(house: House) -> None:
    told_everything(house)
    house.presses("do=privacy")
    title = house.world.content.wordings["kept-facts"].nb
    assert house.found([title]) == [title]
    house.sends()
    assert house.store.export(OWNER)["lines"]
    assert title not in repr(house.store.export(OWNER))


def test_what_only_a_desk_holds_is_in_the_file_where_words_are_not_kept(house: House) -> None:
    house.says("hei")
    house.presses("keep=no")
    to_the_question_of_reach(house)
    house.presses("handoff.reach=here")
    house.adviser(choice="desk=take")
    house.says(SECRETS["relayed"])
    text = file_sent(house.presses("do=privacy"))
    assert text.count(SECRETS["relayed"]) == 1
    assert SECRETS["trouble"] not in text


async def test_the_chat_page_hands_the_file_over(browser: Browser, tmp_path: Path) -> None:
    file = Document("steg-2026-11-23.txt", "text/plain", "Dette har Steg lagret\n- Åre <b>")
    service = EchoService()
    service.answers = {"personvern": (Reply("Alt står i filen.", document=file),)}
    async with serving(web_app(service)) as address, visit(browser, address) as page:
        await say(page, "personvern")
        async with page.expect_download() as waiting:
            await page.get_by_role("link", name=file.name).click()
        download = await waiting.value
        await download.save_as(tmp_path / "got.txt")
        assert download.suggested_filename == file.name
    assert (tmp_path / "got.txt").read_text("utf-8") == file.text


def test_the_terminal_shows_what_is_in_the_file() -> None:
    file = Document("steg.txt", "text/plain", "- Oppdal")
    assert shown_text(Reply("Alt står i filen.", document=file)) == "Alt står i filen.\n\n- Oppdal"


# --- the record of processing

ROOT = Path(__file__).parents[1]
DEFAULT_DAYS, TALK_DAYS = 14, 365


def test_the_record_of_processing_is_what_the_code_says_now() -> None:
    written = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    assert written == page(DEFAULT_DAYS, TALK_DAYS), "run: steg privacy --write docs/privacy.md"


def test_the_record_tells_the_days_of_the_settings(
    steg: Callable[..., int], monkeypatch: pytest.MonkeyPatch, house: House
) -> None:
    monkeypatch.setenv("STEG_KEEP_TEXT_DAYS", "7")
    assert steg("privacy", "--write", "privacy.md") == 0
    written = (house.folder / "privacy.md").read_text("utf-8")
    assert "words 7 days" in written
    assert "{" not in written


def test_everything_in_the_data_folder_stands_in_the_table(
    house: House, steg: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STEG_SECRET")
    told_everything(house)
    assert steg("erase", "--conversation", OWNER) == 0
    there_is = {f"data.{path.name}" for path in house.folder.iterdir()}
    assert {"data.secret", "data.erased", "data.steg.db"} <= there_is
    assert there_is - places() == set()
    assert (house.folder / FOLDER).is_dir()
    assert f"data.{MODELS}" in places()

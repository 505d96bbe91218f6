"""What is said and remembered of a talk: messages, replies, sessions, events, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal, get_args

from pydantic import Base64Bytes

from bot.core.content import Country, Language, Size, Stage, Team, Time

Channel = Literal["telegram", "slack", "web", "console", "mail", "page"]
CHANNELS: tuple[Channel, ...] = ("telegram", "slack", "web", "console")
"""Where owners are; advisers also sit at a mailbox (mail) or at /desk (page)."""
Attachment = Literal["photo", "voice", "video", "document", "sticker", "contact", "other"]

SKIPPED = "skip"  # the value of an answer the owner did not want to give

Who = Literal["prefer-not", "woman", "man", "woman-abroad", "man-abroad", "other"]
WHO: tuple[Who, ...] = get_args(Who)
"""Who an owner may say they are; "abroad" is born in another country."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. ``id`` is ``key=value`` and stays under 64 bytes, as Telegram demands."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file sent along with a reply."""

    name: str
    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of ours. ``alt`` says in words what is seen, for who cannot see it."""

    name: str
    media_type: str
    content: Base64Bytes  # as text where it is kept; not longer than until it is sent
    title: str
    alt: str


@dataclass(frozen=True, slots=True)
class FileRef:
    """A photo or document somebody sent, as its platform names it; ``name`` is cleaned, ``size`` in bytes.

    The bytes stay on the platform until they are passed on; we keep none.
    """

    channel: Channel
    ref: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing Steg says. ``asks`` is the fact the reply asks for, as in interfaces.md.

    ``quote`` is somebody's own words below the text: a channel shows them as they are, so that they can
    ping nobody, link nowhere and break nothing. ``handoff`` is the request a reply belongs to: at a desk
    its first reply is the card, the later ones go in that card's thread. ``relays`` tells that the quote
    or file is passed on for ``by``, who is told whether it arrived. ``pictures`` stand below the text; a
    channel that shows none leaves them out.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    document: Document | None = None
    asks: str | None = None
    quote: str | None = None
    handoff: str | None = None
    by: str | None = None
    relays: bool = False
    file: FileRef | None = None
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a talk as it was said. ``number`` grows within a conversation."""

    number: int
    who: Literal["owner", "steg"]
    at: datetime
    text: str
    choices: tuple[Choice, ...] = ()
    quote: str | None = None
    by: str | None = None
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One thing an owner sends. ``id`` is the platform's own, so a second delivery is known."""

    id: str
    conversation: str
    channel: Channel
    at: datetime
    text: str | None = None
    choice: str | None = None
    language: Language | None = None
    attachment: Attachment | None = None
    location: tuple[float, float] | None = None
    file: FileRef | None = None


@dataclass(frozen=True, slots=True)
class Adviser:
    """Who acts at a desk: ``id`` is the platform's own ("slack:U12", "account:kari")."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class DeskMessage:
    """One thing an adviser does or writes at a desk.

    ``desk`` is the desk's address ("slack:C0123", "telegram:-100555", "mail:post@x.no", "page:x"). Which
    request is meant is told by ``handoff``, or by ``thread``: the platform's id of the post that was
    pressed or answered. ``choice`` is a button's id.
    """

    id: str
    desk: str
    by: Adviser
    at: datetime
    handoff: str | None = None
    thread: str | None = None
    text: str | None = None
    choice: str | None = None
    file: FileRef | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The value given to a step. ``key`` is the fact's id, or ``flow.step``; ``ids`` are needs meant."""

    key: str
    value: str
    turn: int
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """The owner's own words about the trouble, kept for the summary an adviser gets."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A text about the trouble and the needs read in it; ``text`` is None when it may not be kept."""

    at: datetime
    text: str | None
    read: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """Ids of the advice last given, best first; ``formats`` pairs a method with its format."""

    methods: tuple[str, ...] = ()
    formats: tuple[tuple[str, str], ...] = ()
    actors: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Willing:
    """That an owner would like to meet others with the same needs, and since when."""

    since: datetime
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InvitedSays:
    """An owner's answer to an introduction; ``contact`` is what the others may read, with a yes."""

    says: Literal["yes", "no"]
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """What we remember of a conversation.

    ``open_flows`` is a stack, the last one is being talked through. ``keeps`` is the owner's answer to
    being remembered: None is not answered, which we take as yes after the notice. ``heard`` is what was
    told of the trouble until the owner settles on a need. ``signalled`` holds
    what has been counted, so a need is counted once a month for a conversation. ``offered`` are the
    choices of the last turn that belong to no step; they can be typed in the next message, and
    ``offered_last`` tells that no question was asked after them. ``care`` is set while the owner is not
    well; with "person" they are on the way to one, and nothing is counted. ``relay`` is the request
    whose adviser gets what the owner writes; Steg is silent meanwhile. ``willing`` is set while the owner
    would like to meet others, ``invited_at`` when staff last chose them for an introduction. ``asked_who``
    tells that the owner was asked who they are, and that they answered; never what.
    """

    conversation: str
    channel: Channel
    language: Language
    language_chosen: bool = False
    met: bool = False
    last_at: datetime | None = None
    keeps: bool | None = None
    open_flows: tuple[str, ...] = ("main",)
    answers: tuple[Answer, ...] = ()
    words: tuple[Said, ...] = ()
    heard: tuple[Heard, ...] = ()
    given: Given | None = None
    shown: int = 0
    handoff: str | None = None
    relay: str | None = None
    signalled: tuple[str, ...] = ()
    offered: tuple[Choice, ...] = ()
    offered_last: bool = False
    care: Literal["", "distress", "asked-softly", "person"] = ""
    off_topic: int = 0
    willing: Willing | None = None
    invited_at: datetime | None = None
    asked_who: Literal["", "asked", "told"] = ""
    turn: int = 0

    def answer(self, key: str) -> Answer | None:
        """The answer given to a step, or None."""
        return next((a for a in self.answers if a.key == key), None)

    def with_answer(self, answer: Answer) -> "Session":
        """The session with this answer, in place of an earlier one to the same step."""
        others = tuple(a for a in self.answers if a.key != answer.key)
        return replace(self, answers=(*others, answer))

    def without(self, *keys: str) -> "Session":
        """The session without the answers to these steps."""
        return replace(self, answers=tuple(a for a in self.answers if a.key not in keys))


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of the owner's situation; None is not told. ``needs`` have weights 0–1.

    ``trades`` are what the firm lives by, as far as the owner's words say; they are never asked for.
    """

    needs: tuple[tuple[str, float], ...] = ()
    place: str | None = None
    country: Country | None = None
    size: Size | None = None
    time: Time | None = None
    team: Team | None = None
    stage: Stage | None = None
    money: bool | None = None
    trades: tuple[str, ...] = ()

    def need_ids(self) -> tuple[str, ...]:
        """The needs without their weights, heaviest first."""
        return tuple(need for need, _ in self.needs)


@dataclass(frozen=True, slots=True)
class Event:
    """A dated fact of a turn, kept with its conversation."""

    kind: str
    at: datetime
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signal:
    """The anonymous part of events: no text, no conversation, nothing that points at a person.

    ``step`` is where a talk stopped, ``asked`` the questions that were put until then, ``chosen`` what the
    owner took of what was offered, ``helped`` how it went (outcome "verdict"). ``first`` tells that the
    conversation and need were not counted before in the month: those are the ones that asked. ``made_up``
    marks talks of ``steg demo``.
    """

    day: date
    outcome: Literal["advised", "gap", "handoff", "left", "verdict"]
    channel: Channel
    language: Language
    need: str | None = None
    place: str | None = None
    country: Country | None = None
    size: Size | None = None
    stage: Stage | None = None
    time: Time | None = None
    reason: str | None = None
    method: str | None = None
    actor: str | None = None
    instrument: str | None = None
    step: str | None = None
    asked: str | None = None
    chosen: str | None = None
    helped: Literal["yes", "partly", "no"] | None = None
    first: bool = True
    made_up: bool = False


HandoffStage = Literal["asked", "waiting", "taken", "answered", "closed"]
Ending = Literal["helped", "referred", "not-reached", "not-ours", "withdrawn"]
Verdict = Literal["yes", "partly", "no"]


@dataclass(frozen=True, slots=True)
class Note:
    """What an adviser wrote for colleagues only."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Handoff:
    """A request for a person.

    ``to`` is the actor the owner said yes to, ``reach`` how the owner wants to be reached, ``contact`` the
    address, ``when`` the time of day that suits. ``desk`` has it now, since ``desk_since``; ``tried`` had
    it before, and ``refused`` pairs desks with why they sent it on. ``rung`` is how far the ladder was
    climbed while nobody acted, ``rung_at`` when the next rung is due; ``promised_by`` is what the owner
    was told. ``proposed`` is a desk an adviser would hand on to, which waits for the owner's yes.
    ``helped`` is the owner's verdict, ``thought_helped`` the adviser's; the two may disagree.
    ``hours_to_take`` and ``hours_to_answer`` are working hours since the desk got it.
    """

    id: str
    conversation: str
    at: datetime
    to: str
    stage: HandoffStage
    language: Language
    summary: str
    reach: Literal["here", "phone", "email"]
    contact: str | None
    needs: tuple[str, ...]
    place: str | None
    size: Size | None = None
    given: Given | None = None
    when: Literal["any", "morning", "afternoon"] = "any"
    for_other: bool = False
    whole_talk: bool = False
    desk: str = ""
    desk_since: datetime | None = None
    tried: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    proposed: str | None = None
    adviser: Adviser | None = None
    taken_at: datetime | None = None
    hours_to_take: float | None = None
    hours_to_answer: float | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    promised_by: datetime | None = None
    rung: int = 0
    rung_at: datetime | None = None
    ending: Ending | None = None
    notes: tuple[Note, ...] = ()
    helped: Verdict | None = None
    thought_helped: Verdict | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.stage != "closed"


@dataclass(frozen=True, slots=True)
class DeskPost:
    """Something a desk gets to read; ``desk`` is its address. The reply names its request."""

    desk: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A message the owner asked us to send later."""

    id: str
    conversation: str
    due_at: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One message and all it leads to; kept in one transaction.

    ``said`` is what the owner wrote or pressed, as it is kept; None keeps nothing of it (own_words decides).
    ``private``: the owner's words of this turn are not kept. ``forget``: nor are those kept before.
    ``erase``: everything about the conversation goes. ``pressed`` is the label of a button. ``act`` and
    ``needs`` are what the message was read as, for those who look on. ``tells_kept``: all that is kept
    goes along with the last reply, as a file. ``invited_says`` answers the introduction that is open.
    ``told_who`` is added to a tally, and is in nothing else that is kept.
    """

    session: Session
    replies: tuple[Reply, ...] = ()
    events: tuple[Event, ...] = ()
    signals: tuple[Signal, ...] = ()
    handoff: Handoff | None = None
    posts: tuple[DeskPost, ...] = ()
    follow_up: FollowUp | None = None
    cancel_follow_ups: bool = False
    invited_says: InvitedSays | None = None
    told_who: Who | None = None
    private: bool = False
    forget: bool = False
    erase: bool = False
    tells_kept: bool = False
    pressed: str | None = None
    said: str | None = None
    act: str | None = None
    needs: tuple[tuple[str, float], ...] = ()

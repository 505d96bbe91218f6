"""What is kept, whose it is, why, how long, who sees it and how it is removed: the one table of it.

A test reads tables, columns and fields from the code, and fails on one that stands in no row.
"""

from dataclasses import dataclass
from typing import Literal

Whose = Literal["owner", "adviser", "staff", "nobody"]


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of data.

    ``places`` are the columns and fields that hold it, as ``table.column``, ``Type.field``,
    ``Event.key`` for the data of an event, ``data.name`` for what lies in STEG_DATA, and ``elsewhere.name``
    for what is not in our hands. ``how_long`` may hold gaps, filled from the settings.
    """

    id: str
    what: str
    whose: Whose
    why: str
    how_long: str
    seen_by: str
    removed: str
    places: tuple[str, ...]


def _in(**names: str) -> tuple[str, ...]:
    """Places by their table, type or folder."""
    return tuple(f"{where}.{name}" for where, listed in names.items() for name in listed.split())


TALK_LASTS = "{talk} days after the talk's last trace (STEG_KEEP_TALK_DAYS)"
UNTIL_ERASED = "until the owner erases it, at most " + TALK_LASTS
WORDS_LAST = "{words} days after it was said (STEG_KEEP_TEXT_DAYS)"
CONTACTS_LAST = "{contacts} days after the request is closed"
BY_OWNER = "`erase` by the owner, `steg erase` by the operator; else the worker, by itself"
BY_ITSELF = "the worker, by itself; `erase` at once"
OPERATOR = "the operator"
DESK = "the desk the owner said yes to, and the one that stands in for it"

TABLE: tuple[Row, ...] = (
    Row(
        "conversation",
        "who the owner is on their channel: Telegram's or Slack's number of the account or chat, on the "
        "web page a code made from a cookie; no name",
        "owner",
        "to answer the right person",
        UNTIL_ERASED,
        OPERATOR,
        BY_OWNER,
        _in(
            sessions="conversation channel",
            Session="conversation channel",
            lines="conversation channel",
            events="conversation",
            handoffs="id conversation",
            Handoff="id conversation",
            follow_ups="id conversation",
            FollowUp="id conversation",
        ),
    ),
    Row(
        "facts",
        "what the owner chose or told of the firm: needs, place, size, time, who can join, stage, trade; "
        "the advice they got",
        "owner",
        "to give advice that fits, and not to ask twice",
        UNTIL_ERASED,
        "the operator; staff, of a talk they read",
        BY_OWNER,
        _in(
            sessions="body advised",
            Session="answers given shown",
            Answer="key value turn ids",
            Given="methods formats actors instruments",
        ),
    ),
    Row(
        "words",
        "what the owner wrote, redacted before it is kept: names, numbers, mail and addresses are hidden as "
        "far as they are found; as it was written only what they say to an adviser who has taken over, and a "
        "summary they write for one; nothing of it when they said no",
        "owner",
        "to understand the next message, to hand over, and to learn from what was misunderstood",
        WORDS_LAST + "; in an open request until it is closed",
        "staff, redacted; " + DESK + ", as far as the owner sent it",
        BY_ITSELF,
        _in(
            sessions="words_since",
            Session="words heard",
            Said="at text",
            Heard="at text read",
            lines="body",
            Line="text quote",
            Reply="quote",
            events="body",
            Event="words",
        ),
    ),
    Row(
        "talk",
        "what Steg and advisers answered, with its buttons, and what waits to be sent; where Steg says back "
        "the owner's words, they are redacted",
        "owner",
        "to send it, once and in order, and to show the chat page",
        WORDS_LAST + "; in an open request until it is closed",
        "the owner; staff, redacted; " + DESK + ", as far as the owner sent it",
        BY_ITSELF,
        _in(
            lines="id who at tries not_before handoff posted",
            Line="number who at choices",
            Reply="text choices asks handoff relays",
        ),
    ),
    Row(
        "own-file",
        "the file an owner asks for, with all that is kept",
        "owner",
        "to hand it over",
        "until it has arrived; on the chat page {words} days",
        "the owner",
        BY_ITSELF,
        _in(Line="document", Reply="document", Document="name media_type text"),
    ),
    Row(
        "digest",
        "the week's digest on its way to a channel or mailbox of staff (STEG_DIGEST): three sentences and "
        "two pictures of counts, without small ones and made-up talks; that it was sent",
        "nobody",
        "to send it, once",
        "the pictures until they are sent; the text {words} days, the mark {seen} days",
        "staff; who reads that channel or mailbox",
        "the worker, by itself",
        _in(Reply="pictures", Picture="name media_type content title alt"),
    ),
    Row(
        "passed-files",
        "name, kind and size of a photo or document sent to an adviser or an owner, and the platform's "
        "reference to it; the file itself is never kept",
        "owner",
        "to pass it on",
        WORDS_LAST + "; in an open request until it is closed",
        DESK,
        BY_ITSELF,
        _in(Reply="file", FileRef="channel ref name media_type size"),
    ),
    Row(
        "course",
        "where the talk stands: language, open question, buttons offered, when the last message came, "
        "what was counted, whether words may be kept, whether they were asked who they are, never the answer",
        "owner",
        "to go on where the talk was",
        UNTIL_ERASED,
        OPERATOR,
        BY_OWNER,
        _in(
            sessions="last_at counted_left",
            Session="language language_chosen met last_at keeps open_flows handoff relay signalled "
            "offered offered_last off_topic asked_who turn",
        ),
    ),
    Row(
        "distress",
        "that somebody is not well; never what they wrote of it",
        "owner",
        "to leave out all but help until they go on",
        "the mark until they go on; that it was so, as an event, " + UNTIL_ERASED,
        OPERATOR,
        BY_OWNER,
        _in(Session="care", events="kind"),
    ),
    Row(
        "events",
        "dated facts of a talk without words: heard, advised, confirmed, handed over, left",
        "owner",
        "to find out what goes wrong in a talk",
        UNTIL_ERASED,
        OPERATOR,
        BY_OWNER,
        _in(
            events="id at",
            Event="actors answer chosen desk ending entries instruments kind language method methods "
            "needs read stage to value",
        ),
    ),
    Row(
        "contact",
        "what an owner sends when asking for a person: summary, telephone or e-mail, when it suits",
        "owner",
        "so that the adviser can reach them and knows what it is about",
        CONTACTS_LAST,
        DESK,
        BY_ITSELF,
        _in(handoffs="body", Handoff="summary reach contact when for_other whole_talk"),
    ),
    Row(
        "notes",
        "what an adviser wrote about a request for colleagues; an owner gets it from the operator",
        "owner",
        "so that a colleague can take over",
        CONTACTS_LAST,
        "the desk",
        BY_ITSELF,
        _in(Handoff="notes", Note="at text"),
    ),
    Row(
        "willing",
        "that an owner would like to meet others with the same needs, since when, and when staff last chose "
        "them for that",
        "owner",
        "to ask them when there is somebody",
        "until the owner takes it back, at most {willing} days; when they were chosen, "
        + UNTIL_ERASED,
        "staff, by a code, with need, place, size and trade",
        BY_OWNER,
        _in(
            sessions="willing_since",
            Session="willing invited_at",
            Willing="since needs",
        ),
    ),
    Row(
        "introductions",
        "whom staff chose for an introduction: language, need, place, size and trade, what they answered, "
        "what they wrote for the others to reach them by, and the sentence they all read",
        "owner",
        "to bring owners together who have all said yes",
        "{contacts} days after it ended, also what the others were sent; what was written for others at once "
        "when it came to nothing",
        "the others who said yes; before that only kind of firm, municipality and need",
        BY_ITSELF,
        _in(
            invited="introduction conversation body",
            Invited="conversation language need place size trades asked_at says answered_at contact",
            Introduction="invited why",
        ),
    ),
    Row(
        "introduced",
        "of each introduction: when, needs and municipalities, how many were asked, answered and said yes, "
        "and how it ended",
        "nobody",
        "to see whether introductions help",
        "for ever; nobody can tell whose it was",
        "staff",
        "never",
        _in(
            introductions="id at ended_at body",
            Introduction="id at number needs places ended_at ending answered yes",
        ),
    ),
    Row(
        "requests",
        "the course of a request: to whom, what about, where it is, times, ending, whether it helped",
        "owner",
        "so that no request is forgotten, and to see how desks keep their promise",
        UNTIL_ERASED,
        DESK + "; staff, counted",
        BY_OWNER,
        _in(
            handoffs="at stage desk rung_at hours_to_take",
            Handoff="at to stage language needs place size given desk desk_since tried refused proposed "
            "taken_at hours_to_take hours_to_answer answered_at closed_at promised_by rung rung_at "
            "ending helped thought_helped",
        ),
    ),
    Row(
        "advisers",
        "name and platform id of the adviser who took a request or wrote",
        "adviser",
        "so that the owner knows whom they talk with",
        CONTACTS_LAST + "; in the talk {words} days",
        "the owner; the desk",
        BY_ITSELF,
        _in(Handoff="adviser", Adviser="id name", Note="by", Line="by", Reply="by"),
    ),
    Row(
        "reminders",
        "when an owner asked to be reminded",
        "owner",
        "to write to them then",
        UNTIL_ERASED,
        OPERATOR,
        BY_OWNER,
        _in(follow_ups="due_at kind done", FollowUp="due_at kind"),
    ),
    Row(
        "answered",
        "the platform's id of each message or press, an adviser's with who it was, and when it came",
        "owner",
        "so that a message delivered twice is answered once",
        "{seen} days",
        OPERATOR,
        BY_ITSELF,
        _in(seen="conversation message at"),
    ),
    Row(
        "signals",
        "day, need, place, size, channel, the questions that were put and how it went; no text, no id, "
        "nothing that points at anybody",
        "nobody",
        "to see what firms need and what is missing",
        "for ever",
        "staff; the public, without small counts",
        "never: nobody can tell whose it was",
        _in(
            Signal="day outcome channel language need place country size stage time reason method actor "
            "instrument step asked chosen helped first made_up",
            signals="id day outcome channel language need place country size stage time reason method "
            "actor instrument step asked chosen helped first made_up",
            signal_values="name code value",
            signal_pages="name last rows codes",
        ),
    ),
    Row(
        "accounts",
        "name, role and a hash of the password of those who log in; no hash but the e-mail address as name "
        "for those who log in with the operator's OpenID Connect provider, from which nothing else is kept",
        "staff",
        "to let in who may",
        "until `steg staff remove`",
        OPERATOR,
        "`steg staff remove`",
        _in(accounts="name role password_hash"),
    ),
    Row(
        "logins",
        "a hash of the token of each login, and when it ends",
        "staff",
        "to know who is logged in",
        "until it ends or they log out",
        "nobody",
        "logging out; by itself at the next login",
        _in(logins="token_hash name ends_at"),
    ),
    Row(
        "audit",
        "what staff did and when: who logged in, which talk was read and why, what was taught or changed; "
        "a talk by a code, never by its owner",
        "staff",
        "so that it can be seen afterwards who looked at what",
        "{audit} days",
        "administrators",
        "the worker, by itself",
        _in(audit="id at by deed about why"),
    ),
    Row(
        "corrections",
        "another need than the one counted, as staff read it in a talk; with its day, place and size",
        "nobody",
        "so that the figures can be read rightly; the count itself stays",
        "for ever; whose talk it was, {words} days (STEG_KEEP_TEXT_DAYS)",
        "staff",
        "whose talk it was: " + BY_ITSELF,
        _in(corrections="id conversation at by day need instead place size made_up"),
    ),
    Row(
        "lessons",
        "texts that staff chose for Steg to learn from, redacted, where needed rewritten so that they point "
        "at nobody; their need and language, who put them up, and what came of them; never whose they were",
        "nobody",
        "to learn from what was misunderstood",
        "until they are taught or refused, then {lessons} days",
        "staff",
        "the worker, by itself; staff, as long as they wait",
        _in(lessons="id at by text need language settled_at ending why"),
    ),
    Row(
        "privacy-counts",
        "how often owners asked for their file, erased everything or said no to keeping words, by month",
        "nobody",
        "to see that owners find and use their rights",
        "for ever",
        "staff",
        "never: nobody can tell whose it was",
        _in(privacy_counts="month kind count"),
    ),
    Row(
        "who",
        "how many owners answered woman or man, born in another country, other, or would rather not say, by "
        "quarter; asked once, where the operator wants it (STEG_ASK_WHO); the answer stands nowhere else",
        "nobody",
        "to see whom Steg reaches, and to tell funders who ask",
        "for ever",
        "staff; the public, without small counts",
        "never: nobody can tell whose it was",
        _in(told_who="quarter who made_up number"),
    ),
    Row(
        "erased",
        "a keyed hash of each erased conversation, and when it was erased",
        "owner",
        "to erase again what a restored backup brings back",
        "{marks} days",
        "nobody can tell whose it is without the secret",
        "by itself, at a later erasure",
        _in(data="erased"),
    ),
    Row(
        "own",
        "what the program needs for itself: steps of the database done, its counters, the database's "
        "files, the secret, what was learned from the examples in the knowledge",
        "nobody",
        "to run",
        "as long as Steg runs",
        OPERATOR,
        "by hand, with the data folder",
        _in(
            _sqlite_migrations="id migration_set name applied_at",
            sqlite_sequence="name seq",
            data="steg.db steg.db-wal steg.db-shm secret models",
        ),
    ),
    Row(
        "browser",
        "a cookie that tells whose chat it is (365 days) and one for the language; while the page is open, "
        "a text not yet sent",
        "owner",
        "so that a reload shows the same talk",
        "365 days, or until the owner removes it in the browser",
        "the owner",
        "the owner, in the browser",
        _in(elsewhere="browser"),
    ),
    Row(
        "platforms",
        "what was sent through Telegram, Slack or mail lies there too, also a card in a desk's channel or "
        "mailbox",
        "owner",
        "to reach owner and adviser where they are",
        "as the platform and the desk decide",
        "the platform; the desk",
        "by its holder: Steg tells the desk that the owner erased everything, and cannot take a post back",
        _in(elsewhere="platforms"),
    ),
    Row(
        "backups",
        "copies of the database that the operator makes",
        "owner",
        "to come back after a fault",
        "as the operator decides, at most {marks} days",
        OPERATOR,
        "when the copy is removed; `steg erase --again` after restoring one",
        _in(elsewhere="backups"),
    ),
    Row(
        "log",
        "ids of messages and kinds of faults; never a text or a name",
        "owner",
        "to mend faults",
        "as the operator decides",
        OPERATOR,
        "by the operator",
        _in(elsewhere="log"),
    ),
)


def places() -> frozenset[str]:
    """Every place that stands in the table."""
    return frozenset(place for row in TABLE for place in row.places)

"""The record of processing as Markdown, made from the code's own table and the settings."""

from collections.abc import Mapping

from bot.core import audit, introductions, lessons
from bot.core.privacy import TABLE, Row
from bot.core.wording import fill
from bot.erased import MARKED_FOR
from bot.worker import KEEP_CONTACT, SEEN_FOR

TO_BE_DECIDED = "to be decided by the operator"
PURPOSES = (
    "to advise owners",
    "to hand owners over to an adviser they chose",
    "to remind owners who asked for it",
    "to bring owners together who asked for it",
    "to improve the knowledge by what was misunderstood",
    "to count what firms need (anonymous)",
    "to count who is reached (anonymous; only where STEG_ASK_WHO is yes)",
    "to let staff and advisers log in",
)
_HEADS = ("what", "whose", "why", "how long", "who sees it", "how it is removed")

_TEMPLATE = """# What is kept, and why

Made by `steg privacy --write docs/privacy.md` from the table in `bot/core/privacy.py`; change it there. A
test computes this page again; another one fails when a table, column or field of the code stands in no row.

## Record of processing

| | |
| --- | --- |
| controller, and whom to ask | {undecided} |
| whose data | owners of firms and others who write to Steg; advisers; staff |
| purposes | {purposes} |
| kinds of data | the table below; Steg asks for no names, and for nothing on health or belief |
| who gets it | the desk an owner said yes to; Telegram, Slack and the mail server where they are turned on |
| outside the EEA | where Telegram or Slack keep what is sent through them; {undecided} |
| how long | the table below: words {words} days, contact details {contacts} days after a request is closed |
| kept safe by | log-in with argon2; no secret, text or name is logged; removed bytes are overwritten |
| decided by machine | nothing: Steg suggests, an owner chooses; no text is generated |

## Legal bases

| purpose | basis |
| --- | --- |
{bases}

## What is kept

{table}

## What an owner can do

- Write "personvern", "integritet" or "privacy": it is told in plain words, and all that is kept comes as a
  file. What advisers noted for colleagues comes from the operator, by `steg export --conversation ID`.
- Press "Ikke lagre", "Spara inte" or "Do not keep it": words are not kept from then on, those kept before
  go, and nothing is counted. Advice and a person are there all the same; what the owner then sends to an
  adviser is kept as agreed. The chat page goes on showing Steg's answers, as long as words are kept.
- Write "slett alt", "radera allt" or "delete everything": all goes from database, outbox and desk pages,
  and its bytes are overwritten. Before that a yes is asked for.

## How long, in the settings of this page

| what | days | where |
| --- | --- | --- |
| words | {words} | `STEG_KEEP_TEXT_DAYS` |
| a talk after its last trace, with no open request or reminder | {talk} | `STEG_KEEP_TALK_DAYS` |
| contact details after a request is closed | {contacts} | `KEEP_CONTACT` in `bot/worker.py` |
| marks of answered messages | {seen} | `SEEN_FOR` in `bot/worker.py` |
| marks of erased conversations | {marks} | `MARKED_FOR` in `bot/erased.py` |
| a wish to meet others | {willing} | `WILLING_FOR` in `bot/core/introductions.py` |
| what staff did | {audit} | `KEPT` in `bot/core/audit.py` |
| lessons that were taught or refused | {lessons} | `KEPT` in `bot/core/lessons.py` |

## Where each kind of data is

{places}
"""


def page(keep_text_days: int, keep_talk_days: int) -> str:
    """The page for the numbers of days that words, and silent talks, are kept."""
    values = days(keep_text_days, keep_talk_days)
    bases = "\n".join(f"| {purpose} | {TO_BE_DECIDED} |" for purpose in PURPOSES)
    made = {
        "undecided": TO_BE_DECIDED,
        "purposes": "; ".join(PURPOSES),
        "bases": bases,
        "table": _table(values),
        "places": "\n".join(f"- {row.id}: {_listed(row)}" for row in TABLE),
    }
    return fill(_TEMPLATE, {**values, **made})


def days(keep_text_days: int, keep_talk_days: int) -> Mapping[str, str]:
    """How many days things are kept, by the gaps of the table."""
    return {
        "words": str(keep_text_days),
        "talk": str(keep_talk_days),
        "contacts": str(KEEP_CONTACT.days),
        "seen": str(SEEN_FOR.days),
        "marks": str(MARKED_FOR.days),
        "audit": str(audit.KEPT.days),
        "willing": str(introductions.WILLING_FOR.days),
        "lessons": str(lessons.KEPT.days),
    }


def _table(values: Mapping[str, str]) -> str:
    rows = [
        (row.what, row.whose, row.why, fill(row.how_long, values), row.seen_by, row.removed)
        for row in TABLE
    ]
    lines = [_HEADS, tuple("---" for _ in _HEADS), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _listed(row: Row) -> str:
    return ", ".join(f"`{place}`" for place in row.places)

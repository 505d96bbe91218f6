"""What is kept of an owner's own words, for every place that keeps them: redacted, the moment they are kept.

Understanding reads all of a message while its turn lasts. Four things are kept as they were written:

- how the others in an introduction may reach the owner: it stands there alone, and in the talk as a mark;
- what is written to an adviser who has taken the request (``relaying``): it must arrive as it was meant;
- the telephone or e-mail typed for a request: the adviser calls and writes to just that. It stands in the
  request alone; in the talk it is hidden like any other;
- a summary the owner writes for the adviser: they read it and say yes to it. Their line in the talk is
  redacted all the same.
"""

import re
from unicodedata import category, normalize

from bot.core.content import Content
from bot.core.conversation import Message, Turn
from bot.core.handoff import CONTACTS
from bot.core.redaction import EMAIL, known_names, redacted
from bot.core.redaction_numbers import PHONE
from bot.core.words import MAX_TEXT

# Control and format signs, and those that draw a box around a sign or change its colour.
_UNSEEN_KINDS = ("Cc", "Cf", "Me")
_CHANGES_THE_SIGN_BEFORE = re.compile("[\ufe00-\ufe0f]")
_LINES = "\n\r\t"


def kept(text: str, content: Content) -> str:
    """A text as it may be kept; what is too long to be read is not kept either."""
    return redacted(_as_seen(text[:MAX_TEXT]), known_names(content)) if text else ""


def _as_seen(text: str) -> str:
    """The text as it looks: telephones put unseen signs into numbers, which hid them from the redaction."""
    if text.isascii() and text.isprintable():
        return text
    text = _CHANGES_THE_SIGN_BEFORE.sub("", normalize("NFC", text))
    return "".join(s for s in text if s in _LINES or category(s) not in _UNSEEN_KINDS)


def line(turn: Turn, message: Message, hidden: str, content: Content) -> str | None:
    """What the talk holds of a message; None when nothing of it may be kept.

    Args:
        turn: what the message led to.
        hidden: the text of the message as ``kept`` gives it.
    """
    if turn.session.keeps is False or turn.private or turn.erase:
        return None
    if not message.text:
        return turn.pressed
    if any(post.reply.relays for post in turn.posts):
        return message.text
    if turn.invited_says and turn.invited_says.contact:
        return EMAIL if "@" in turn.invited_says.contact else PHONE
    without = _without_contacts(message.text, turn)
    return hidden if without == message.text else kept(without, content)


def _without_contacts(text: str, turn: Turn) -> str:
    """The text with a mark for what was taken from it as the way to reach the owner, whatever its form."""
    sent = turn.handoff.contact if turn.handoff else None
    typed = (answer.value for answer in turn.session.answers if answer.key in CONTACTS)
    for contact in filter(None, (sent, *typed)):
        text = text.replace(contact, EMAIL if "@" in contact else PHONE)
    return text

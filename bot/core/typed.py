"""What typed words mean as a choice: a number, a label, nearly a label, or a plain yes or no."""

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from bot.core.conversation import Choice
from bot.core.words import folded, words

NEARLY_A_LABEL = 85  # of 100, when the owner types a button's words instead of pressing it
SHORTEST_LIKENESS = 4  # letters; shorter labels must be typed exactly
MOST_SIGNS_OF_A_NUMBER = 10  # "klokka 08"


def typed(text: str) -> list[str]:
    """The words of a text as they are compared: in lower case, ä and æ, ö and ø as one."""
    return words(folded(text))


YES = frozenset(
    typed(
        "ja jo japp jepp jada yes yeah yep ok okei okay okej greit stemmer precis precist riktig nettopp "
        "jupp aye sure right correct exakt korrekt jadå visst jo-da"
    )
)
NO = frozenset(typed("nei næ nej nepp no nope nah feil fel wrong inte ikke ikkje"))


def chosen_by_typing(text: str, offered: tuple[Choice, ...]) -> Choice | None:
    """The choice an owner means by typing its number, its label, or nearly its label."""
    said = " ".join(typed(text))
    by_value = _by_number_meant(said, offered)
    if by_value is not None:
        return by_value
    if said.isdecimal() and 1 <= int(said) <= len(offered):
        return offered[int(said) - 1]
    labels = {index: " ".join(typed(choice.label)) for index, choice in enumerate(offered)}
    exact = [i for i, label in labels.items() if label == said]
    if exact:
        return offered[exact[0]]
    if said in YES | NO:
        return _yes_or_no_label(said, labels, offered)
    if len(said) < SHORTEST_LIKENESS:
        return None
    begun = [
        i
        for i, label in labels.items()
        if label.startswith(f"{said} ") or (" " in label and said.startswith(f"{label} "))
    ]
    if len(begun) == 1:
        return offered[begun[0]]
    found = process.extractOne(said, labels, scorer=fuzz.ratio, score_cutoff=NEARLY_A_LABEL)
    return offered[found[2]] if found else None


def says_label(text: str, label: str) -> bool:
    """Whether a text is a button's label, word by word; a number is none."""
    return bool(typed(text)) and typed(text) == typed(label)


def _by_number_meant(said: str, offered: tuple[Choice, ...]) -> Choice | None:
    """The choice whose own value is the number typed, as an hour is: "8" or "kl 8" is 08."""
    digits = "".join(sign for sign in said if sign.isdecimal())
    if not digits or len(said) > MOST_SIGNS_OF_A_NUMBER:
        return None
    fitting = [
        c
        for c in offered
        if c.id.partition("=")[2].isdecimal() and int(c.id.partition("=")[2]) == int(digits)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _yes_or_no_label(
    said: str, labels: Mapping[int, str], offered: tuple[Choice, ...]
) -> Choice | None:
    """The only choice that says yes, or the only one that says no."""
    wanted = YES if said in YES else NO
    fitting = [i for i, label in labels.items() if label.split(" ", 1)[0] in wanted]
    return offered[fitting[0]] if len(fitting) == 1 else None

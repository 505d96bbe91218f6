"""Puts a wording's text into words: the owner's language, and its gaps filled."""

import re
from collections.abc import Mapping

from bot.core.content import Content, Language

# Every wording the program says by name; a test reads the code and keeps this list true.
USED = frozenset(
    """
    about-bot advice-actor advice-again advice-method advice-money advice-same alone-is-enough
    amount-least amount-most amount-share amount-unknown and apply-first ask-first at-hour
    basis-proposed basis-source basis-tried because can-spare cannot-see card-answered card-done
    card-for-other card-given card-hand-on card-head card-language card-no-need card-not-ours
    card-promised card-reach-email card-reach-here card-reach-phone card-take
    card-when-afternoon card-when-morning checked checked-old checked-unsure days
    desk-answered-thanks desk-closed desk-delivered desk-done desk-erased desk-file-refused
    desk-hand-on-asked desk-hand-on-no desk-hand-on-to desk-hand-on-yes desk-how-ended
    desk-no-other desk-not-delivered desk-not-here-email desk-not-here-phone
    desk-not-ours-thanks desk-noted desk-old-button desk-only-taker desk-owner-ended
    desk-owner-writes desk-passed-on desk-reminder desk-reminder-one desk-sorry desk-take-first
    desk-taken-already desk-taken-email desk-taken-here desk-taken-phone desk-verdict-thanks
    desk-why-not-ours desk-withdrawn distress distress-go-on distress-person distress-softly
    distress-stays distress-stop do-today effort-split ending-helped ending-not-reached
    ending-referred erase-all erased explain-unknown figure-undated figure-year gap gap-noted
    gap-person go-on heard-one heard-two hello hello-again help-required hours keep-no keep-yes
    keeping kept-advice kept-facts kept-invited kept-meeting kept-more kept-notes kept-nothing
    kept-passed-on kept-reminders kept-requests kept-stage-answered kept-stage-asked
    kept-stage-closed kept-stage-taken kept-stage-waiting kept-talk kept-title kept-willing
    kept-words kept-you known-already language-changed language-chosen language-en language-nb
    language-sv left-out letter-ask letter-hello letter-state-ask letter-state-ended
    letter-state-open letter-state-opens letter-state-paused letter-subject letter-thanks
    meanwhile meet-about meet-came-to-nothing meet-invitation meet-kind-association
    meet-kind-firm meet-kind-medium meet-kind-micro meet-kind-public meet-kind-small
    meet-kind-solo meet-kind-trade meet-nobody meet-nobody-noted meet-other-begins meet-others meet-they-begin
    meet-you-begin minutes mostly no-actor no-method no-more-reminders no-others no-stay
    not-covered not-keeping not-understood noted noted-that nothing-before nothing-to-start
    off-topic off-topic-again old-button one-day one-hour other-places others own-words
    people-needed place-outside place-unknown privacy rather-this reach-email reach-phone
    reach-unknown reach-web reason-across reason-alone reason-free reason-near reason-need
    reason-open reason-people reason-time recipient-across recipient-any recipient-near
    recipient-need refusal-full refusal-need refusal-other refusal-place reminder
    request-adviser-gone request-closed-already request-closed-helped request-closed-not-reached
    request-closed-referred request-delivered request-end request-file-refused
    request-file-unreadable request-hand-on request-handed-on request-if-silent request-no-talk
    request-nobody request-not-delivered request-other-doors request-sent request-sent-on
    request-stays request-taken request-taken-here request-verdict-no request-verdict-partly
    request-verdict-yes request-whole-talk request-withdraw request-withdrawn seed-000 seed-001
    seed-002 seed-003 seed-004 skip some-adviser somebody-else something-else sorry source
    start-get start-now started-anew stopped sum-eur sum-nok sum-sek summary-about summary-empty
    summary-for-other term-checked term-means thanks verdict-no verdict-partly verdict-yes
    what-does-it-mean what-we-talked-about which-language which-place who-can who-noted why-asked
    why-not-area why-not-ended why-not-hours why-not-opens why-not-paused why-not-people
    why-not-size why-not-stage why-not-trade why-not-wanted why-not-your-trade why-these
    write-more yes yes-both yes-show-me your-time
    """.split()
)
# What the program fills in, by wording; a text may leave a gap out, but hold no other.
GAPS: Mapping[str, frozenset[str]] = {
    wording: frozenset(filled)
    for wording, *filled in map(
        str.split,
        """
        alone-is-enough number
        amount-least sum
        amount-most sum
        amount-share percent
        at-hour day hour
        because reasons
        can-spare time
        card-given what
        card-head needs
        card-language spoken
        card-promised by
        card-reach-email contact
        card-reach-here contact
        card-reach-phone contact
        checked day
        checked-old day
        checked-unsure day
        days number
        desk-hand-on-asked other
        desk-hand-on-yes other
        desk-not-here-email contact
        desk-not-here-phone contact
        desk-only-taker name
        desk-passed-on other
        desk-reminder-one needs who day name
        desk-taken-already name
        desk-taken-email name contact
        desk-taken-here name contact
        desk-taken-phone name contact
        effort-split number minutes weeks
        figure-year year
        heard-one need
        heard-two first second
        hours number
        kept-invited day
        kept-notes number
        kept-title day
        kept-willing day
        letter-ask day
        letter-subject name
        meet-about need
        meet-invitation others
        meet-kind-association place
        meet-kind-firm place
        meet-kind-medium place
        meet-kind-micro place
        meet-kind-public place
        meet-kind-small place
        meet-kind-solo place
        meet-kind-trade who trade
        minutes number
        mostly need
        not-covered what
        noted facts
        own-words words
        people-needed number
        privacy days
        rather-this need
        reach-email email
        reach-phone phone
        reach-web web
        reason-near place
        reason-need need
        reason-people people
        reason-time time
        recipient-across place
        recipient-any place
        recipient-near place
        recipient-need place
        reminder what
        request-closed-helped name
        request-closed-not-reached name
        request-closed-referred name
        request-delivered name
        request-hand-on office other
        request-handed-on office
        request-not-delivered name
        request-sent office by
        request-sent-on office by
        request-taken name office
        request-taken-here name office
        source source day
        start-get get
        start-now name effort
        sum-eur number
        sum-nok number
        sum-sek number
        summary-about needs
        summary-for-other who
        term-checked day
        term-means word meaning
        who-can who
        why-not-area area
        why-not-hours hours
        why-not-opens day
        why-not-people people
        why-not-size size
        why-not-stage stage
        why-not-trade trade
        why-not-your-trade trade
        your-time effort
        """.strip().splitlines(),
    )
}
_GAP = re.compile(r"\{([a-z]+)\}")


def say(content: Content, wording: str, language: Language, **values: str) -> str:
    """The text of a wording with its gaps filled.

    Raises:
        KeyError: no such wording, or a gap without a value; the content check finds both beforehand.
    """
    return fill(content.wordings[wording].to(language), values)


def fill(text: str, values: Mapping[str, str]) -> str:
    """A text with each ``{gap}`` replaced; braces in the values stay as they are."""
    return _GAP.sub(lambda match: values[match.group(1)], text)


def gaps(text: str) -> frozenset[str]:
    """The names of the gaps in a text."""
    return frozenset(_GAP.findall(text))


def without_gaps(text: str) -> str:
    """The text with its gaps cut out."""
    return _GAP.sub("", text)


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def listed(parts: list[str], last: str) -> str:
    """Parts as a sentence lists them: "a, b og c", with the language's word for "and"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"

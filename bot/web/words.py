"""The pages' own few words, every language side by side; what Steg says comes from ``knowledge/``."""

from collections.abc import Mapping

from bot.core.content import LANGUAGES, Language
from bot.core.wording import fill
from bot.web.desk_words import DESK_WORDS
from bot.web.login_words import LOGIN_WORDS
from bot.web.map_words import MAP_WORDS
from bot.web.staff_figure_words import FIGURE_WORDS
from bot.web.staff_heard_words import HEARD_WORDS
from bot.web.staff_introductions_words import INTRODUCTION_WORDS
from bot.web.staff_knowledge_words import KNOWLEDGE_WORDS
from bot.web.staff_talks_words import TALKS_WORDS
from bot.web.staff_words import STAFF_WORDS

WORDS: Mapping[str, tuple[str, str, str]] = {
    **MAP_WORDS,
    **DESK_WORDS,
    **STAFF_WORDS,
    **HEARD_WORDS,
    **FIGURE_WORDS,
    **INTRODUCTION_WORDS,
    **KNOWLEDGE_WORDS,
    **TALKS_WORDS,
    **LOGIN_WORDS,
    # --- every page
    "about": (
        "Ett steg videre for små bedrifter",
        "Ett steg vidare för små företag",
        "One step forward for small firms",
    ),
    "to-content": ("Til innholdet", "Till innehållet", "To the content"),
    "language": ("Språk", "Språk", "Language"),
    "show": ("Vis", "Visa", "Show"),
    "pages": ("Sider", "Sidor", "Pages"),
    "go-chat": ("Snakk med Steg", "Prata med Steg", "Talk with Steg"),
    "go-map": ("Hvem hjelper", "Vem hjälper", "Who helps"),
    "go-desk": ("De som vil ha en prat", "De som vill prata", "Those who want a talk"),
    "go-staff": ("Det eierne spør om", "Det ägarna frågar om", "What owners ask for"),
    "open-figures": (
        "Åpne tall: det eierne spør om",
        "Öppna siffror: det ägarna frågar om",
        "Open figures: what owners ask for",
    ),
    "log-in": ("Logg inn", "Logga in", "Log in"),
    "log-out": ("Logg ut", "Logga ut", "Log out"),
    "logged-in-as": ("Logget inn som {name}.", "Inloggad som {name}.", "Logged in as {name}."),
    "for-advisers": (
        "For rådgivere og ansatte",
        "För rådgivare och anställda",
        "For advisers and staff",
    ),
    # --- logging in
    "login-title": ("Logg inn", "Logga in", "Log in"),
    "login-about": (
        "Her logger rådgivere og ansatte inn. Skal du snakke med Steg, trenger du ikke logge inn.",
        "Här loggar rådgivare och anställda in. För att prata med Steg behöver du inte logga in.",
        "Advisers and staff log in here. To talk with Steg you need not log in.",
    ),
    "login-name": ("Navn", "Namn", "Name"),
    "login-password": ("Passord", "Lösenord", "Password"),
    "login-fault": ("Feil", "Fel", "Error"),
    "login-wrong": (
        "Navnet eller passordet stemmer ikke. Prøv igjen.",
        "Namnet eller lösenordet stämmer inte. Försök igen.",
        "The name or the password is not right. Try again.",
    ),
    "login-stale": (
        "Siden hadde stått åpen for lenge. Prøv en gang til.",
        "Sidan hade varit öppen för länge. Försök en gång till.",
        "The page had been open for too long. Try once more.",
    ),
    "login-wait-seconds": (
        "Det ble mange forsøk. Vent {number} sekunder, og prøv igjen.",
        "Det blev många försök. Vänta {number} sekunder och försök igen.",
        "That was many tries. Wait {number} seconds and try again.",
    ),
    "login-wait-minutes": (
        "Det ble mange forsøk. Vent {number} minutter, og prøv igjen.",
        "Det blev många försök. Vänta {number} minuter och försök igen.",
        "That was many tries. Wait {number} minutes and try again.",
    ),
    "login-forgotten": (
        "Glemt passordet? Den som driver Steg hos dere, kan gi deg et nytt.",
        "Glömt lösenordet? Den som sköter Steg hos er kan ge dig ett nytt.",
        "Forgotten the password? Whoever runs Steg where you work can give you a new one.",
    ),
    "logged-out": ("Du er logget ut.", "Du är utloggad.", "You are logged out."),
    # --- not for this role
    "refused-title": (
        "Denne siden er ikke for deg",
        "Den här sidan är inte för dig",
        "This page is not for you",
    ),
    "refused-desk": (
        "Bare rådgivere kan se hvem som vil ha en prat.",
        "Bara rådgivare kan se vilka som vill prata.",
        "Only advisers can see who wants a talk.",
    ),
    "refused-staff": (
        "Bare ansatte kan se hva eierne spør om.",
        "Bara anställda kan se vad ägarna frågar om.",
        "Only staff can see what owners ask for.",
    ),
    "refused-why": (
        "Trenger du den likevel, spør den som driver Steg hos dere.",
        "Behöver du den ändå, fråga den som sköter Steg hos er.",
        "If you need it all the same, ask whoever runs Steg where you work.",
    ),
    # --- requests for a person
    "reach-here": ("i chatten på {channel}", "i chatten på {channel}", "in the chat on {channel}"),
    "reach-phone": ("på telefon {contact}", "på telefon {contact}", "by phone {contact}"),
    "reach-email": ("på e-post {contact}", "via e-post {contact}", "by e-mail {contact}"),
    "channel-telegram": ("Telegram", "Telegram", "Telegram"),
    "channel-slack": ("Slack", "Slack", "Slack"),
    "channel-web": ("nettsiden", "webbsidan", "the web page"),
    "channel-console": ("terminalen", "terminalen", "the terminal"),
    "need-not-understood": ("Ikke forstått", "Inte förstått", "Not understood"),
    "place-unknown": ("Ikke sagt", "Inte sagt", "Not told"),
    "stage-asked": ("Ny", "Ny", "New"),
    "stage-waiting": ("Venter på svar", "Väntar på svar", "Waiting"),
    "stage-taken": ("Noen har tatt den", "Någon har tagit det", "Taken"),
    "stage-answered": ("Har fått svar", "Har fått svar", "Answered"),
    "stage-closed": ("Ferdig", "Klart", "Closed"),
}


def word(key: str, language: Language, **values: str) -> str:
    """A text of the pages with its gaps filled.

    Raises:
        KeyError: no such text, or a gap without a value.
    """
    return fill(WORDS[key][LANGUAGES.index(language)], values)

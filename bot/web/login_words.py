"""The words around logging in with the work account, every language side by side."""

from collections.abc import Mapping

_NOT_IN = ("Du ble ikke logget inn", "Du blev inte inloggad", "You were not logged in")

LOGIN_WORDS: Mapping[str, tuple[str, str, str]] = {
    "openid-log-in": (
        "Logg inn med jobbkontoen",
        "Logga in med jobbkontot",
        "Log in with your work account",
    ),
    "openid-or": (
        "Eller med navn og passord:",
        "Eller med namn och lösenord:",
        "Or with a name and a password:",
    ),
    "openid-logged-out": (
        "Du er logget ut av Steg, men kanskje ikke av jobbkontoen.",
        "Du är utloggad från Steg, men kanske inte från jobbkontot.",
        "You are logged out of Steg, though perhaps not of your work account.",
    ),
    "openid-down-title": (
        "Jobbkontoen svarer ikke",
        "Jobbkontot svarar inte",
        "Your work account does not answer",
    ),
    "openid-down": (
        "Det er ikke din feil. Vent litt, og prøv igjen.",
        "Det är inte ditt fel. Vänta lite och försök igen.",
        "It is not your fault. Wait a little and try again.",
    ),
    "openid-refused-title": _NOT_IN,
    "openid-refused": (
        "Vi fikk ikke ja fra jobbkontoen din. Prøv igjen. Hjelper det ikke, "
        "spør den som driver Steg hos dere.",
        "Vi fick inget ja från ditt jobbkonto. Försök igen. Om det inte hjälper, "
        "fråga den som sköter Steg hos er.",
        "We got no yes from your work account. Try again. If that does not help, "
        "ask whoever runs Steg where you work.",
    ),
    "openid-stale-title": _NOT_IN,
    "openid-stale": (
        "Det gikk for lang tid, eller så startet du i et annet vindu. Prøv en gang til.",
        "Det tog för lång tid, eller så började du i ett annat fönster. Försök en gång till.",
        "It took too long, or you started in another window. Try once more.",
    ),
    "openid-no-account-title": (
        "Du har ingen konto her",
        "Du har inget konto här",
        "You have no account here",
    ),
    "openid-no-account": (
        "Det er ikke noe galt med jobbkontoen din, men Steg kjenner den ikke. "
        "Spør den som driver Steg hos dere om å legge deg til.",
        "Det är inget fel på ditt jobbkonto, men Steg känner inte till det. "
        "Be den som sköter Steg hos er att lägga till dig.",
        "There is nothing wrong with your work account, but Steg does not know it. "
        "Ask whoever runs Steg where you work to add you.",
    ),
    "openid-unnamed-title": _NOT_IN,
    "openid-unnamed": (
        "Jobbkontoen sa ikke sikkert nok hvem du er. Spør den som driver Steg hos dere.",
        "Jobbkontot talade inte säkert nog om vem du är. Fråga den som sköter Steg hos er.",
        "Your work account did not say for certain who you are. Ask whoever runs Steg where you work.",
    ),
    "openid-busy-title": ("Vent litt", "Vänta lite", "Wait a little"),
    "openid-busy": (
        "Det ble mange forsøk på kort tid. Vent et minutt, og prøv igjen.",
        "Det blev många försök på kort tid. Vänta en minut och försök igen.",
        "There were many tries in a short time. Wait a minute and try again.",
    ),
    "openid-again": ("Prøv igjen", "Försök igen", "Try again"),
    "openid-other": ("Velg en annen konto", "Välj ett annat konto", "Choose another account"),
    "openid-back": (
        "Tilbake til innloggingen",
        "Tillbaka till inloggningen",
        "Back to the login page",
    ),
}

"""The words of the advisers' pages, every language side by side: the list, and the page of one request."""

from collections.abc import Mapping

DESK_WORDS: Mapping[str, tuple[str, str, str]] = {
    # --- the list
    "desk-title": ("De som vil ha en prat", "De som vill prata", "Those who want a talk"),
    "desk-handle-with-care": (
        "Det eierne har skrevet, er bare til den som skal hjelpe. Ikke send det videre.",
        "Det ägarna har skrivit är bara till den som ska hjälpa. Skicka det inte vidare.",
        "What owners wrote is only for the one who helps. Do not pass it on.",
    ),
    "desk-choose": ("Velg hvem du vil se", "Välj vilka du vill se", "Choose whom to see"),
    "desk-filter": ("Skal til", "Ska till", "Goes to"),
    "desk-everybody": ("alle", "alla", "everybody"),
    "desk-everything": ("alt", "allt", "everything"),
    "desk-nobody": ("ingen bestemt", "ingen särskild", "nobody in particular"),
    "desk-none": (
        "Ingen har bedt om en prat ennå.",
        "Ingen har bett om ett samtal än.",
        "Nobody has asked for a talk yet.",
    ),
    "desk-none-here": ("Ingen her nå.", "Ingen här nu.", "Nobody here now."),
    "desk-more": (
        "Viser {shown} av {all}. Velg færre over.",
        "Visar {shown} av {all}. Välj färre ovan.",
        "Showing {shown} of {all}. Choose fewer above.",
    ),
    "desk-open": ("Åpne", "Öppna", "Open"),
    "desk-mine": ("Mine", "Mina", "Mine"),
    "desk-waiting": ("Venter", "Väntar", "Waiting"),
    "desk-others": ("Tatt av andre", "Tagna av andra", "Taken by others"),
    "desk-closed": ("Ferdige", "Klara", "Closed"),
    "desk-about": ("Gjelder", "Gäller", "About"),
    "desk-to": ("Til", "Till", "To"),
    "desk-is-with": ("Ligger hos", "Ligger hos", "Is with"),
    "desk-wrote": ("Det eieren har skrevet", "Det ägaren har skrivit", "What the owner wrote"),
    "desk-reach": ("Vil ha svar", "Vill ha svar", "Wants an answer"),
    "desk-waited": ("Har ventet i {time}", "Har väntat i {time}", "Has waited {time}"),
    "desk-promise": ("Lovet svar", "Lovat svar", "Promised answer"),
    "desk-promised": ("innen {by}", "senast {by}", "by {by}"),
    "desk-late": ("For sent", "För sent", "Late"),
    # --- who has it
    "has-nobody": (
        "Ingen har tatt den ennå.",
        "Ingen har tagit den än.",
        "Nobody has taken it yet.",
    ),
    "has-me": ("Du har den.", "Du har den.", "You have it."),
    "has-somebody": ("{name} har den.", "{name} har den.", "{name} has it."),
    "has-answered": (
        "{name} har svart eieren.",
        "{name} har svarat ägaren.",
        "{name} has answered the owner.",
    ),
    "has-ended": ("Ferdig: {how}.", "Klart: {how}.", "Closed: {how}."),
    "ended-helped": ("fikk hjelp", "fick hjälp", "was helped"),
    "ended-referred": ("vist videre", "hänvisad vidare", "shown the way on"),
    "ended-not-reached": (
        "fikk ikke tak i eieren",
        "fick inte tag på ägaren",
        "the owner could not be reached",
    ),
    "ended-not-ours": ("ingen kunne ta den", "ingen kunde ta den", "nobody could take it"),
    "ended-withdrawn": (
        "eieren trengte den ikke mer",
        "ägaren behövde den inte längre",
        "the owner no longer needed it",
    ),
    # --- one request
    "case-title": ("En som vil ha en prat", "En som vill prata", "Somebody who wants a talk"),
    "case-back": ("Til oversikten", "Till översikten", "Back to the list"),
    "case-late": (
        "Eieren skulle hatt svar innen {by}.",
        "Ägaren skulle ha fått svar senast {by}.",
        "The owner should have had an answer by {by}.",
    ),
    "case-promised": (
        "Eieren er lovet svar innen {by}.",
        "Ägaren är lovad svar senast {by}.",
        "The owner was promised an answer by {by}.",
    ),
    "case-when-morning": (
        "helst på formiddagen",
        "helst på förmiddagen",
        "preferably in the morning",
    ),
    "case-when-afternoon": (
        "helst på ettermiddagen",
        "helst på eftermiddagen",
        "preferably in the afternoon",
    ),
    "case-for-other": (
        "Den som skriver, spør for noen andre.",
        "Den som skriver frågar för någon annan.",
        "Whoever writes asks for somebody else.",
    ),
    "case-advised": (
        "Rådene eieren har fått",
        "Råden som ägaren har fått",
        "The advice the owner got",
    ),
    "case-method": ("Framgangsmåte", "Arbetssätt", "Way of working"),
    "case-actor": ("Noen å snakke med", "Någon att prata med", "Somebody to talk to"),
    "case-money": ("Penger", "Pengar", "Money"),
    "case-talk": ("Praten", "Samtalet", "The talk"),
    "case-talk-whole": (
        "Eieren lar deg lese alt som er sagt.",
        "Ägaren låter dig läsa allt som har sagts.",
        "The owner lets you read all that was said.",
    ),
    "case-talk-since": (
        "Det som er skrevet siden noen tok saken.",
        "Det som har skrivits sedan någon tog ärendet.",
        "What was written since somebody took the request.",
    ),
    "case-talk-none": (
        "Ingen har skrevet noe ennå.",
        "Ingen har skrivit något än.",
        "Nobody has written anything yet.",
    ),
    "case-talk-last": (
        "De {number} siste linjene vises.",
        "De {number} sista raderna visas.",
        "The last {number} lines are shown.",
    ),
    "case-owner": ("Eieren", "Ägaren", "The owner"),
    "case-file": (
        "Sendte en fil. Den kan ikke åpnes her.",
        "Skickade en fil. Den går inte att öppna här.",
        "Sent a file. It cannot be opened here.",
    ),
    "case-reply": ("Svar til eieren", "Svar till ägaren", "Answer to the owner"),
    "case-reply-about": (
        "Eieren får det på {channel}.",
        "Ägaren får det på {channel}.",
        "The owner gets it on {channel}.",
    ),
    "case-send": ("Send", "Skicka", "Send"),
    "case-notes": (
        "Merknader til kolleger",
        "Anteckningar till kollegor",
        "Notes for colleagues",
    ),
    "case-note": (
        "Ny merknad, som eieren ikke ser",
        "Ny anteckning, som ägaren inte ser",
        "New note, which the owner does not see",
    ),
    "case-note-keep": ("Lagre merknaden", "Spara anteckningen", "Keep the note"),
    "case-do": ("Hva nå?", "Vad nu?", "What now?"),
    "case-read-only": (
        "Her kan du bare lese, for ingen kontorer er lagt inn. Den som driver Steg, kan gjøre det.",
        "Här kan du bara läsa, för inga kontor är inlagda. Den som sköter Steg kan göra det.",
        "You can only read here, as no offices are set up. Whoever runs Steg can do that.",
    ),
    "case-did-it-help": ("Hjalp det eieren?", "Hjälpte det ägaren?", "Did it help the owner?"),
    "case-history": ("Hva som har skjedd", "Vad som har hänt", "What has happened"),
    "case-changed": (
        "Noe er endret her.",
        "Något har ändrats här.",
        "Something has changed here.",
    ),
    "case-show-again": ("Vis på nytt", "Visa på nytt", "Show again"),
    "case-unsent": ("Dette ble ikke sendt:", "Detta skickades inte:", "This was not sent:"),
    # --- what happened to it
    "happened-asked": (
        "Eieren ba om en prat",
        "Ägaren bad om ett samtal",
        "The owner asked for a talk",
    ),
    "happened-refused": (
        "{office} sendte den videre: {why}",
        "{office} skickade den vidare: {why}",
        "{office} passed it on: {why}",
    ),
    "happened-moved": (
        "{office} hadde den, så gikk den videre",
        "{office} hade den, sedan gick den vidare",
        "{office} had it, then it went on",
    ),
    "happened-unreachable": (
        "Steg nådde ikke fram",
        "Steg nådde inte fram",
        "Steg could not reach them",
    ),
    "happened-is-with": ("{office} har fått den", "{office} har fått den", "{office} was given it"),
    "happened-taken": ("{name} tok den", "{name} tog den", "{name} took it"),
    "happened-answered": (
        "{name} svarte eieren",
        "{name} svarade ägaren",
        "{name} answered the owner",
    ),
    "happened-proposed": (
        "Eieren er spurt om {office} kan få den",
        "Ägaren har fått frågan om {office} kan få den",
        "The owner was asked whether {office} may have it",
    ),
    "happened-owner-says": (
        "Eieren ble spurt om det hjalp: {verdict}",
        "Ägaren fick frågan om det hjälpte: {verdict}",
        "The owner was asked whether it helped: {verdict}",
    ),
    "happened-adviser-says": (
        "Rådgiveren ble spurt om det hjalp: {verdict}",
        "Rådgivaren fick frågan om det hjälpte: {verdict}",
        "The adviser was asked whether it helped: {verdict}",
    ),
    # --- what a press or a text led to
    "told-took": (
        "Den er din. Eieren får vite det nå.",
        "Den är din. Ägaren får veta det nu.",
        "It is yours. The owner is told now.",
    ),
    "told-has-it": (
        "{name} var først og har den.",
        "{name} var först och har den.",
        "{name} was first and has it.",
    ),
    "told-over": (
        "Den er allerede ferdig.",
        "Den är redan klar.",
        "It is closed already.",
    ),
    "told-passed-on": (
        "Takk. Den går videre til noen andre.",
        "Tack. Den går vidare till någon annan.",
        "Thank you. It goes on to somebody else.",
    ),
    "told-owner-asked": (
        "Eieren blir spurt først. Du har den til eieren sier ja.",
        "Ägaren får frågan först. Du har den tills ägaren säger ja.",
        "The owner is asked first. You have it until the owner says yes.",
    ),
    "told-answered": (
        "Notert at dere har snakket sammen.",
        "Noterat att ni har pratat.",
        "Noted that you have talked.",
    ),
    "told-done": (
        "Takk. Saken er lukket.",
        "Tack. Ärendet är avslutat.",
        "Thank you. It is closed.",
    ),
    "told-thanks": ("Takk for svaret.", "Tack för svaret.", "Thank you for the answer."),
    "told-sent": ("Sendt til eieren.", "Skickat till ägaren.", "Sent to the owner."),
    "told-noted": (
        "Merknaden er lagret.",
        "Anteckningen är sparad.",
        "The note is kept.",
    ),
    "told-became-note": (
        "Teksten begynte med «!» og ble en merknad. Eieren har ikke fått den.",
        "Texten började med ”!” och blev en anteckning. Ägaren har inte fått den.",
        "The text began with “!” and became a note. The owner did not get it.",
    ),
    "told-take-first": (
        "Ta saken først. Da kan du svare.",
        "Ta ärendet först. Då kan du svara.",
        "Take the request first. Then you can answer.",
    ),
    "told-nothing": (
        "Det gikk ikke. Se hvordan saken står nå, og prøv igjen.",
        "Det gick inte. Se hur ärendet står nu och försök igen.",
        "That did not work. See how things are now and try again.",
    ),
    "told-stale": (
        "Siden hadde stått åpen for lenge. Prøv en gang til.",
        "Sidan hade varit öppen för länge. Försök en gång till.",
        "The page had been open for too long. Try once more.",
    ),
    # --- when it cannot be shown
    "shut-link-title": (
        "Lenken virker ikke lenger",
        "Länken fungerar inte längre",
        "The link no longer works",
    ),
    "shut-link": (
        "Den er for gammel, eller noe av den mangler. Logg inn, så finner du saken der.",
        "Den är för gammal, eller så saknas en del av den. Logga in, så hittar du ärendet där.",
        "It is too old, or part of it is missing. Log in, and you find the request there.",
    ),
    "shut-moved-title": (
        "Saken er ikke hos dere lenger",
        "Ärendet är inte hos er längre",
        "The request is no longer with you",
    ),
    "shut-moved": (
        "Noen andre har fått den. Du trenger ikke gjøre noe.",
        "Någon annan har fått det. Du behöver inte göra något.",
        "Somebody else has it now. You need not do anything.",
    ),
    "shut-gone-title": (
        "Saken finnes ikke lenger",
        "Ärendet finns inte längre",
        "The request is no longer here",
    ),
    "shut-gone": (
        "Eieren kan ha slettet alt. Da er det borte hos oss også.",
        "Ägaren kan ha raderat allt. Då är det borta hos oss också.",
        "The owner may have erased everything. Then we have nothing left of it either.",
    ),
    "shut-out-title": (
        "Du er ikke logget inn lenger",
        "Du är inte inloggad längre",
        "You are no longer logged in",
    ),
    "shut-out": (
        "Ingenting ble gjort. Logg inn, eller åpne lenken i e-posten en gang til.",
        "Ingenting gjordes. Logga in, eller öppna länken i mejlet en gång till.",
        "Nothing was done. Log in, or open the link in the mail once more.",
    ),
}

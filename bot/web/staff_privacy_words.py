"""What is kept, in Norwegian and Swedish, by row and column of the table in ``bot/core/privacy.py``."""

from collections.abc import Mapping

from bot.core.content import Language
from bot.core.privacy import Row

COLUMNS = ("what", "why", "how_long", "seen_by", "removed")
_Texts = tuple[str, str]  # nb, sv; English is the table's own

_OPERATOR: _Texts = ("den som driver Steg", "den som sköter Steg")
_UNTIL_ERASED: _Texts = (
    "til eieren sletter det, men ikke lenger enn {talk} dager etter det siste i samtalen",
    "tills ägaren raderar det, men inte längre än {talk} dagar efter det sista i samtalet",
)
_WORDS_LAST: _Texts = (
    "{words} dager etter at det ble sagt; i en åpen sak til den er lukket",
    "{words} dagar efter att det sades; i ett öppet ärende tills det är avslutat",
)
_CONTACTS_LAST: _Texts = (
    "{contacts} dager etter at saken er lukket",
    "{contacts} dagar efter att ärendet är avslutat",
)
_BY_OWNER: _Texts = (
    "av eieren selv i samtalen, eller av den som driver Steg; ellers av seg selv når tiden er ute",
    "av ägaren själv i samtalet, eller av den som sköter Steg; annars av sig självt när tiden är ute",
)
_BY_ITSELF: _Texts = (
    "av seg selv når tiden er ute; med det samme når eieren sletter alt",
    "av sig självt när tiden är ute; genast när ägaren raderar allt",
)
_ON_TIME: _Texts = ("av seg selv når tiden er ute", "av sig självt när tiden är ute")
_DESK: _Texts = (
    "kontoret eieren sa ja til, og det som tar over for det",
    "kontoret som ägaren sa ja till, och det som tar över för det",
)
_DESK_AS_SENT: _Texts = (
    f"{_DESK[0]}, så langt eieren sendte det",
    f"{_DESK[1]}, så långt ägaren skickade det",
)
_NEVER: _Texts = (
    "aldri: ingen kan si hvem det gjaldt",
    "aldrig: ingen kan säga vem det gällde",
)
_FOR_EVER: _Texts = ("for alltid", "för alltid")
_OWNER: _Texts = ("eieren", "ägaren")
_STAFF: _Texts = ("de ansatte", "de anställda")

ROWS: Mapping[str, tuple[_Texts, _Texts, _Texts, _Texts, _Texts]] = {
    "conversation": (
        (
            "hvem eieren er i kanalen sin: nummeret Telegram eller Slack har gitt kontoen, på nettsiden en kode"
            " laget av en informasjonskapsel; ikke noe navn",
            "vem ägaren är i sin kanal: numret som Telegram eller Slack har gett kontot, på webbsidan en kod"
            " gjord av en kaka; inget namn",
        ),
        ("å svare rett person", "att svara rätt person"),
        _UNTIL_ERASED,
        _OPERATOR,
        _BY_OWNER,
    ),
    "facts": (
        (
            "det eieren valgte eller fortalte om bedriften: behov, sted, størrelse, tid, hvem som kan være med,"
            " hvor langt de er kommet, bransje; rådene de fikk",
            "det ägaren valde eller berättade om företaget: behov, plats, storlek, tid, vilka som kan vara med,"
            " hur långt de har kommit, bransch; råden de fick",
        ),
        (
            "å gi råd som passer, og ikke spørre to ganger",
            "att ge råd som passar, och inte fråga två gånger",
        ),
        _UNTIL_ERASED,
        (
            "den som driver Steg; de ansatte, om en samtale de leser",
            "den som sköter Steg; de anställda, om ett samtal de läser",
        ),
        _BY_OWNER,
    ),
    "words": (
        (
            "det eieren skrev, med navn, numre, e-post og adresser skjult så langt de blir funnet før det lagres;"
            " som det ble skrevet bare det de sier til en rådgiver som har tatt saken, og et sammendrag de skriver"
            " til en; ingenting av det når de sa nei",
            "det ägaren skrev, med namn, nummer, e-post och adresser dolda så långt de hittas innan det sparas;"
            " som det skrevs bara det de säger till en rådgivare som har tagit ärendet, och en sammanfattning de"
            " skriver till en; inget av det när de sa nej",
        ),
        (
            "å forstå neste melding, å gi saken videre, og å lære av det Steg misforsto",
            "att förstå nästa meddelande, att lämna över ärendet, och att lära av det Steg missförstod",
        ),
        _WORDS_LAST,
        (
            f"de ansatte, med det skjulte skjult; {_DESK_AS_SENT[0]}",
            f"de anställda, med det dolda dolt; {_DESK_AS_SENT[1]}",
        ),
        _BY_ITSELF,
    ),
    "talk": (
        (
            "det Steg og rådgivere svarte, med knappene, og det som venter på å bli sendt; der Steg gjentar eierens"
            " ord, er navn og numre skjult",
            "det Steg och rådgivare svarade, med knapparna, och det som väntar på att skickas; där Steg upprepar"
            " ägarens ord är namn och nummer dolda",
        ),
        (
            "å sende det én gang i rett rekkefølge, og å vise det på chattesiden",
            "att skicka det en gång i rätt ordning, och att visa det på chattsidan",
        ),
        _WORDS_LAST,
        (
            f"eieren; de ansatte, med det skjulte skjult; {_DESK_AS_SENT[0]}",
            f"ägaren; de anställda, med det dolda dolt; {_DESK_AS_SENT[1]}",
        ),
        _BY_ITSELF,
    ),
    "own-file": (
        (
            "filen en eier ber om, med alt som er lagret",
            "filen en ägare ber om, med allt som är sparat",
        ),
        ("å gi den til eieren", "att ge den till ägaren"),
        (
            "til den er kommet fram; på chattesiden {words} dager",
            "tills den har kommit fram; på chattsidan {words} dagar",
        ),
        _OWNER,
        _BY_ITSELF,
    ),
    "digest": (
        (
            "ukebrevet på vei til en kanal eller postkasse for ansatte: tre setninger og to bilder med tall, uten"
            " små tall og oppdiktede samtaler; at det ble sendt",
            "veckobrevet på väg till en kanal eller brevlåda för anställda: tre meningar och två bilder med siffror,"
            " utan små tal och påhittade samtal; att det skickades",
        ),
        ("å sende det én gang", "att skicka det en gång"),
        (
            "bildene til de er sendt; teksten {words} dager, merket {seen} dager",
            "bilderna tills de har skickats; texten {words} dagar, märket {seen} dagar",
        ),
        (
            "de ansatte; den som leser kanalen eller postkassen",
            "de anställda; den som läser kanalen eller brevlådan",
        ),
        _ON_TIME,
    ),
    "passed-files": (
        (
            "navn, type og størrelse på et bilde eller dokument sendt til en rådgiver eller en eier, og plattformens"
            " henvisning til det; selve filen lagres aldri",
            "namn, typ och storlek på en bild eller ett dokument som skickats till en rådgivare eller en ägare, och"
            " plattformens hänvisning till det; själva filen sparas aldrig",
        ),
        ("å sende det videre", "att skicka det vidare"),
        _WORDS_LAST,
        _DESK,
        _BY_ITSELF,
    ),
    "course": (
        (
            "hvor samtalen står: språk, åpent spørsmål, knapper, når siste melding kom, hva som er talt, om ordene"
            " kan lagres, og om de ble spurt om hvem de er, aldri svaret",
            "var samtalet står: språk, öppen fråga, knappar, när senaste meddelandet kom, vad som är räknat, om"
            " orden får sparas, och om de tillfrågades om vilka de är, aldrig svaret",
        ),
        ("å gå videre der samtalen slapp", "att fortsätta där samtalet slutade"),
        _UNTIL_ERASED,
        _OPERATOR,
        _BY_OWNER,
    ),
    "distress": (
        (
            "at noen ikke har det bra; aldri hva de skrev om det",
            "att någon inte mår bra; aldrig vad de skrev om det",
        ),
        (
            "å bare by på hjelp til de vil gå videre",
            "att bara erbjuda hjälp tills de vill fortsätta",
        ),
        (
            "merket til de går videre; at det var slik, til eieren sletter det, men ikke lenger enn {talk} dager etter"
            " det siste i samtalen",
            "märket tills de fortsätter; att det var så, tills ägaren raderar det, men inte längre än {talk} dagar"
            " efter det sista i samtalet",
        ),
        _OPERATOR,
        _BY_OWNER,
    ),
    "events": (
        (
            "hva som skjedde i samtalen og når, uten ord: forstått, fikk råd, bekreftet, sendt videre, sluttet",
            "vad som hände i samtalet och när, utan ord: förstått, fick råd, bekräftat, skickat vidare, slutade",
        ),
        ("å finne ut hva som går galt i en samtale", "att ta reda på vad som går fel i ett samtal"),
        _UNTIL_ERASED,
        _OPERATOR,
        _BY_OWNER,
    ),
    "contact": (
        (
            "det en eier sender når de ber om en person: sammendrag, telefon eller e-post, når det passer",
            "det en ägare skickar när de ber om en person: sammanfattning, telefon eller e-post, när det passar",
        ),
        (
            "så rådgiveren får tak i dem og vet hva det gjelder",
            "så att rådgivaren får tag i dem och vet vad det gäller",
        ),
        _CONTACTS_LAST,
        _DESK,
        _BY_ITSELF,
    ),
    "notes": (
        (
            "det en rådgiver skrev om en sak til kollegaer; en eier får det fra den som driver Steg",
            "det en rådgivare skrev om ett ärende till kollegor; en ägare får det från den som sköter Steg",
        ),
        ("så en kollega kan ta over", "så att en kollega kan ta över"),
        _CONTACTS_LAST,
        ("kontoret", "kontoret"),
        _BY_ITSELF,
    ),
    "requests": (
        (
            "gangen i en sak: til hvem, om hva, hvor den er, tider, hvordan den endte, om det hjalp",
            "ärendets gång: till vem, om vad, var det är, tider, hur det slutade, om det hjälpte",
        ),
        (
            "så ingen sak blir glemt, og for å se om kontorene holder det de lover",
            "så att inget ärende glöms bort, och för att se om kontoren håller vad de lovar",
        ),
        _UNTIL_ERASED,
        (f"{_DESK[0]}; de ansatte, som tall", f"{_DESK[1]}; de anställda, som siffror"),
        _BY_OWNER,
    ),
    "advisers": (
        (
            "navn og plattform-id til rådgiveren som tok en sak eller skrev",
            "namn och plattforms-id för rådgivaren som tog ett ärende eller skrev",
        ),
        ("så eieren vet hvem de snakker med", "så att ägaren vet vem de pratar med"),
        (
            "{contacts} dager etter at saken er lukket; i samtalen {words} dager",
            "{contacts} dagar efter att ärendet är avslutat; i samtalet {words} dagar",
        ),
        ("eieren; kontoret", "ägaren; kontoret"),
        _BY_ITSELF,
    ),
    "reminders": (
        ("når en eier ba om å bli minnet på noe", "när en ägare bad om att bli påmind"),
        ("å skrive til dem da", "att skriva till dem då"),
        _UNTIL_ERASED,
        _OPERATOR,
        _BY_OWNER,
    ),
    "willing": (
        (
            "at en eier gjerne vil møte andre med samme behov, siden når, og når ansatte sist valgte dem ut",
            "att en ägare gärna vill träffa andra med samma behov, sedan när, och när anställda senast valde dem",
        ),
        ("å spørre dem når det er noen", "att fråga dem när det finns någon"),
        (
            "til eieren tar det tilbake, men ikke lenger enn {willing} dager; når de ble valgt, til samtalen slettes,"
            " senest {talk} dager etter det siste i den",
            "tills ägaren tar tillbaka det, men inte längre än {willing} dagar; när de valdes, tills samtalet raderas,"
            " senast {talk} dagar efter det sista i det",
        ),
        (
            "ansatte, med en kode, og med behov, sted, størrelse og bransje",
            "anställda, med en kod, och med behov, plats, storlek och bransch",
        ),
        _BY_OWNER,
    ),
    "introductions": (
        (
            "hvem ansatte valgte å sette i kontakt: språk, behov, sted, størrelse og bransje, hva de svarte, hva "
            "de skrev så de andre kan nå dem, og setningen alle leser",
            "vilka anställda valde att sätta i kontakt: språk, behov, plats, storlek och bransch, vad de svarade, "
            "vad de skrev så att de andra kan nå dem, och meningen som alla läser",
        ),
        (
            "å sette eiere i kontakt som alle har sagt ja",
            "att sätta ägare i kontakt som alla har sagt ja",
        ),
        (
            "{contacts} dager etter at det er over, også det de andre fikk; ble det ikke noe av, går det de skrev "
            "til de andre med det samme",
            "{contacts} dagar efter att det är över, även det de andra fick; blev det inget av raderas det de skrev "
            "till de andra genast",
        ),
        (
            "de andre som sa ja; før det bare hva slags bedrift, kommune og behov",
            "de andra som sa ja; innan dess bara vad för slags företag, kommun och behov",
        ),
        _BY_ITSELF,
    ),
    "introduced": (
        (
            "av hver gang eiere ble spurt: når, behov og kommuner, hvor mange som ble spurt, svarte og sa ja, og "
            "hvordan det gikk",
            "av varje gång ägare frågades: när, behov och kommuner, hur många som frågades, svarade och sa ja, "
            "och hur det gick",
        ),
        ("å se om det hjelper", "att se om det hjälper"),
        (
            "for alltid; ingen kan se hvem det var",
            "för alltid; ingen kan se vem det var",
        ),
        ("ansatte", "anställda"),
        ("aldri", "aldrig"),
    ),
    "answered": (
        (
            "plattformens id for hver melding eller trykk, en rådgivers med hvem det var, og når det kom",
            "plattformens id för varje meddelande eller tryck, en rådgivares med vem det var, och när det kom",
        ),
        (
            "så en melding som kommer to ganger, blir besvart én gang",
            "så att ett meddelande som kommer två gånger besvaras en gång",
        ),
        ("{seen} dager", "{seen} dagar"),
        _OPERATOR,
        _BY_ITSELF,
    ),
    "signals": (
        (
            "dag, behov, sted, størrelse, kanal, spørsmålene som ble stilt, og hvordan det gikk; ingen tekst, ingen id,"
            " ingenting som peker på noen",
            "dag, behov, plats, storlek, kanal, frågorna som ställdes, och hur det gick; ingen text, inget id, inget"
            " som pekar ut någon",
        ),
        (
            "å se hva bedrifter trenger og hva som mangler",
            "att se vad företag behöver och vad som saknas",
        ),
        _FOR_EVER,
        ("de ansatte; alle, uten små tall", "de anställda; alla, utan små tal"),
        _NEVER,
    ),
    "accounts": (
        (
            "navn og rolle for dem som logger inn, og et avtrykk av passordet; for dem som logger inn med"
            " jobbkontoen, ikke noe avtrykk, men e-postadressen som navn, og ikke noe annet derfra",
            "namn och roll för dem som loggar in, och ett avtryck av lösenordet; för dem som loggar in med"
            " jobbkontot inget avtryck, men e-postadressen som namn, och inget annat därifrån",
        ),
        ("å slippe inn den som skal inn", "att släppa in den som ska in"),
        (
            "til den som driver Steg, tar bort kontoen",
            "tills den som sköter Steg tar bort kontot",
        ),
        _OPERATOR,
        ("av den som driver Steg", "av den som sköter Steg"),
    ),
    "logins": (
        (
            "et avtrykk av hver innlogging, og når den går ut",
            "ett avtryck av varje inloggning, och när den går ut",
        ),
        ("å vite hvem som er logget inn", "att veta vem som är inloggad"),
        ("til den går ut, eller de logger ut", "tills den går ut, eller de loggar ut"),
        ("ingen", "ingen"),
        (
            "når noen logger ut; av seg selv ved neste innlogging",
            "när någon loggar ut; av sig självt vid nästa inloggning",
        ),
    ),
    "audit": (
        (
            "hva ansatte gjorde og når: hvem som logget inn, hvilken samtale som ble lest og hvorfor, hva som ble lært"
            " bort eller endret; en samtale med en kode, aldri med hvem eieren er",
            "vad anställda gjorde och när: vem som loggade in, vilket samtal som lästes och varför, vad som lärdes ut"
            " eller ändrades; ett samtal med en kod, aldrig med vem ägaren är",
        ),
        (
            "så det kan ses etterpå hvem som så på hva",
            "så att det kan ses efteråt vem som såg på vad",
        ),
        ("{audit} dager", "{audit} dagar"),
        ("administratorene", "administratörerna"),
        _ON_TIME,
    ),
    "corrections": (
        (
            "et annet behov enn det som ble talt, slik ansatte leste det i en samtale; med dag, sted og størrelse",
            "ett annat behov än det som räknades, så som anställda läste det i ett samtal; med dag, plats och storlek",
        ),
        (
            "så tallene kan leses rett; selve tallet blir stående",
            "så att siffrorna kan läsas rätt; själva siffran står kvar",
        ),
        (
            "for alltid; hvilken samtale det var, {words} dager",
            "för alltid; vilket samtal det var, {words} dagar",
        ),
        _STAFF,
        (f"hvilken samtale det var: {_BY_ITSELF[0]}", f"vilket samtal det var: {_BY_ITSELF[1]}"),
    ),
    "lessons": (
        (
            "tekster ansatte har valgt at Steg skal lære av, med navn og numre skjult, om nødvendig skrevet om så de"
            " ikke peker på noen; behovet og språket, hvem som satte dem opp, og hva det ble til; aldri hvem som"
            " skrev dem",
            "texter som anställda har valt att Steg ska lära av, med namn och nummer dolda, vid behov omskrivna så"
            " att de inte pekar ut någon; behovet och språket, vem som satte upp dem, och vad det blev av dem; aldrig"
            " vem som skrev dem",
        ),
        ("å lære av det Steg misforsto", "att lära av det Steg missförstod"),
        (
            "til de er lært bort eller avvist, deretter {lessons} dager",
            "tills de har lärts ut eller avvisats, sedan {lessons} dagar",
        ),
        _STAFF,
        (
            "av seg selv når tiden er ute; av ansatte, så lenge de venter",
            "av sig självt när tiden är ute; av anställda, så länge de väntar",
        ),
    ),
    "who": (
        (
            "hvor mange eiere som svarte kvinne eller mann, født i et annet land, noe annet, eller at de helst ikke vil"
            " si det, kvartal for kvartal; det spørres én gang, og bare der den som driver Steg, har slått det på;"
            " svaret står ingen andre steder",
            "hur många ägare som svarade kvinna eller man, född i ett annat land, något annat, eller att de helst inte"
            " vill säga det, kvartal för kvartal; det frågas en gång, och bara där den som sköter Steg har slagit på"
            " det; svaret står ingen annanstans",
        ),
        (
            "å se hvem Steg når, og fortelle det til dem som gir støtte og spør",
            "att se vilka Steg når, och berätta det för dem som ger stöd och frågar",
        ),
        _FOR_EVER,
        ("de ansatte; alle, uten små tall", "de anställda; alla, utan små tal"),
        _NEVER,
    ),
    "privacy-counts": (
        (
            "hvor ofte eiere ba om filen sin, slettet alt eller sa nei til å lagre ordene, måned for måned",
            "hur ofta ägare bad om sin fil, raderade allt eller sa nej till att spara orden, månad för månad",
        ),
        (
            "å se at eierne finner og bruker rettighetene sine",
            "att se att ägarna hittar och använder sina rättigheter",
        ),
        _FOR_EVER,
        _STAFF,
        _NEVER,
    ),
    "erased": (
        (
            "et avtrykk av hver samtale som er slettet, laget med en hemmelighet, og når det ble slettet",
            "ett avtryck av varje samtal som är raderat, gjort med en hemlighet, och när det raderades",
        ),
        (
            "å slette på nytt det en sikkerhetskopi bringer tilbake",
            "att radera på nytt det som en säkerhetskopia för tillbaka",
        ),
        ("{marks} dager", "{marks} dagar"),
        (
            "ingen kan si hvem det er uten hemmeligheten",
            "ingen kan säga vem det är utan hemligheten",
        ),
        (
            "av seg selv, når en annen sletter senere",
            "av sig självt, när någon annan raderar senare",
        ),
    ),
    "own": (
        (
            "det programmet selv trenger: hvor langt databasen er bygd ut, tellerne dens, filene dens, hemmeligheten,"
            " og det som er lært av eksemplene i kunnskapen",
            "det programmet självt behöver: hur långt databasen är utbyggd, dess räknare, dess filer, hemligheten,"
            " och det som har lärts av exemplen i kunskapen",
        ),
        ("å virke", "att fungera"),
        ("så lenge Steg er i drift", "så länge Steg är i drift"),
        _OPERATOR,
        ("for hånd, sammen med datamappen", "för hand, tillsammans med datamappen"),
    ),
    "browser": (
        (
            "en informasjonskapsel som sier hvem chatten tilhører (365 dager), og en for språket; mens siden er åpen,"
            " en tekst som ikke er sendt",
            "en kaka som säger vems chatten är (365 dagar), och en för språket; medan sidan är öppen, en text som"
            " inte är skickad",
        ),
        (
            "så samme samtale vises når siden lastes på nytt",
            "så att samma samtal visas när sidan laddas om",
        ),
        (
            "365 dager, eller til eieren fjerner den i nettleseren",
            "365 dagar, eller tills ägaren tar bort den i webbläsaren",
        ),
        _OWNER,
        ("av eieren, i nettleseren", "av ägaren, i webbläsaren"),
    ),
    "platforms": (
        (
            "det som er sendt gjennom Telegram, Slack eller e-post, ligger der også, og kortet i kontorets kanal eller"
            " postkasse",
            "det som har skickats genom Telegram, Slack eller e-post ligger där också, och kortet i kontorets kanal"
            " eller brevlåda",
        ),
        ("å nå eier og rådgiver der de er", "att nå ägare och rådgivare där de är"),
        (
            "slik plattformen og kontoret bestemmer",
            "så som plattformen och kontoret bestämmer",
        ),
        ("plattformen; kontoret", "plattformen; kontoret"),
        (
            "av den som har det: Steg sier fra til kontoret at eieren slettet alt, og kan ikke ta en melding tilbake",
            "av den som har det: Steg säger till kontoret att ägaren raderade allt, och kan inte ta tillbaka ett"
            " meddelande",
        ),
    ),
    "backups": (
        (
            "kopier av databasen som den som driver Steg, lager",
            "kopior av databasen som den som sköter Steg gör",
        ),
        ("å komme tilbake etter en feil", "att komma tillbaka efter ett fel"),
        (
            "slik den som driver Steg, bestemmer, men ikke lenger enn {marks} dager",
            "så som den som sköter Steg bestämmer, men inte längre än {marks} dagar",
        ),
        _OPERATOR,
        (
            "når kopien fjernes; etter at en kopi er lagt inn igjen, slettes det som var slettet, en gang til",
            "när kopian tas bort; efter att en kopia har lagts in igen raderas det som var raderat en gång till",
        ),
    ),
    "log": (
        (
            "id for meldinger og slags feil; aldri en tekst eller et navn",
            "id för meddelanden och slags fel; aldrig en text eller ett namn",
        ),
        ("å rette feil", "att rätta fel"),
        ("slik den som driver Steg, bestemmer", "så som den som sköter Steg bestämmer"),
        _OPERATOR,
        ("av den som driver Steg", "av den som sköter Steg"),
    ),
}


# The table is also the operator's, who knows the commands; staff read what they do.
_PLAIN_ENGLISH: Mapping[str, str] = {
    "`erase` by the owner, `steg erase` by the operator; else the worker, by itself": (
        "by the owner in the talk, or by the operator; else by itself when the time is up"
    ),
    "the worker, by itself; `erase` at once": (
        "by itself when the time is up; at once when the owner erases everything"
    ),
    "the worker, by itself": "by itself when the time is up",
    "until `steg staff remove`": "until the operator removes the account",
    "`steg staff remove`": "by the operator",
    "`steg erase --again` after restoring one": "after one is restored, the operator erases again",
}


def _plain_english(text: str) -> str:
    for said, plain in _PLAIN_ENGLISH.items():
        text = text.replace(said, plain)
    return text


def kept_text(row: Row, column: str, language: Language) -> str:
    """A text of the table in a language; English where a new row has no translation yet."""
    if language == "en" or row.id not in ROWS:
        return _plain_english(str(getattr(row, column)))
    return ROWS[row.id][COLUMNS.index(column)][0 if language == "nb" else 1]

"""Hides people's names behind a mark, by the phrase before them, by lists, or by capitals in a row.

Every function takes the names and words that may stay, as ``spelling`` writes them.
"""

import re
from collections.abc import Iterable

from bot.core.words import spelling

NAME = "[name]"

LONGEST_KNOWN_NAME = 6  # words of a place or organisation


def names_hidden(text: str, known: frozenset[str]) -> str:
    """The text with a mark for each name that is not known: told, signed, listed, or in capitals."""
    text = _TOLD.sub(lambda found: _after_a_phrase(found, known, is_sure=True), text)
    text = _SIGNED.sub(lambda found: _after_a_phrase(found, known, is_sure=False), text)
    text = _listed_hidden(text, known)
    for pattern in _TOLD_IN_CAPITALS:
        text = pattern.sub(lambda found: _told_hidden(found, known), text)
    text = _RUN.sub(lambda found: _run_hidden(found.group(), known), text)
    return (
        _INITIALS.sub(lambda found: _initials_hidden(found, known), text) if "." in text else text
    )


def is_known(name: str, known: frozenset[str]) -> bool:
    """Whether a name or word may stay."""
    return _is_spelled_as_known(spelling(name), known)


# --- the forms of a name, and the phrases before one

_LETTER, _CAPITAL = r"[^\W\d_]", "[A-ZÆØÅÄÖÉÈÜÁŠČŽĐŊŦ]"
_SMALL = "[a-zæøåäöéèüáïôšžčđŋŧ]"
_NAME = rf"(?:{_CAPITAL}['’])?{_CAPITAL}{_SMALL}++(?:-{_CAPITAL}?{_SMALL}++)*"
_ANY_NAME = rf"{_LETTER}++(?:['’-]{_LETTER}++)*"
_PARTICLES = frozenset("von van der la af bin al".split())
_BETWEEN = r"(?: {1,3}(?:von|van|der|la|af|bin|al)(?!\w))*"
_INITIAL = rf"{_CAPITAL}\."
_MORE = rf"(?:(?:(?: {{1,3}}{_INITIAL})+|{_BETWEEN}) {{1,3}}{_ANY_NAME}){{0,2}}"
_GREETING_GAP = r"[\s,:!\u2013-]{1,6}"
_TOLD_NAME = rf"(?P<name>{_ANY_NAME}{_MORE})"
# After these words a name follows, also in small letters.
_TOLD = re.compile(
    r"(?P<before>(?<![\w\[])(?:(?:jeg|eg|æ|e|i|jag|ja) (?:heter|heiter|heite|hetter|kalles|kallas)|"
    r"my name is|my name's|my name’s|i am called|i'm called|(?:mitt|mit) na(?:vn|mn) (?:er|är)|"
    r"na(?:vnet|mnet) mitt (?:er|är)|(?:navn|namn|name)(?=:)|"
    r"(?:kall|kalla) (?:meg|mæ|mig|mej)(?: for)?|call me):? +)" + _TOLD_NAME,
    re.IGNORECASE,
)
# After these as well, unless what follows is an ordinary word, a place or a firm.
_SIGNED = re.compile(
    r"(?P<before>(?<!\w)(?:mvh|vh|(?:vennlig|vänliga?|bästa) h(?:ilsen|älsning(?:ar)?)|"
    r"hilsen|hälsning(?:ar)?|regards|cheers|"
    rf"(?:kind|best|warm) regards|sincerely)(?!\w){_GREETING_GAP})(?!(?:fra|från|from)\b){_TOLD_NAME}",
    re.IGNORECASE,
)
# Before a common first name these make sure that it is one, in small letters too.
_BEFORE_A_NAME = frozenset(
    "dette er,det er,det e,det är,det här är,her er,this is,it is,it's,jeg er,eg er,æ e,jag är,i am,i'm,im,"
    "hei,hej,hi,hello,ring,spør etter,fråga efter,ask for,kontakt,contact,hilsen,helsing,hälsning,"
    "hälsningar,regards,cheers,snakk med,snakke med,snakket med,snakka med,prata med,pratar med,"
    "pratat med,pratade med,talk to,talk with,spoke to,spoke with,speak to,speak with,"
    "[name] og,[name] och,[name] and,[name] &,[name] å,takk,tack,thanks,thx".split(",")
) | frozenset(
    f"{who}{whose}"
    for who in (
        "kona kone mann mannen samboer sambo fru frua husband wife sønn sønnen sonen son datter "
        "dattera dotter daughter bror brother søster syster sister sjefen chefen chef boss naboen "
        "grannen"
    ).split()
    for whose in ("", " min", " mi", " mitt", " vår")
)
_WORDS_BEFORE = re.compile(r"[^\s,:!.\u2013-]+")
_LONGEST_PHRASE = 24
# After these a name has a capital, and may be a place or an ordinary word as well.
_CAPITALS = rf"(?P<name>{_NAME}(?:{_BETWEEN} {{1,3}}{_NAME})*)"
_TOLD_IN_CAPITALS: tuple[re.Pattern[str], ...] = (
    re.compile(
        r"(?P<before>\b(?:[Dd]ette er|[Dd]et er|[Dd]et är|[Hh]er er|[Dd]et här är|[Tt]his is|[Tt]his's|"
        r"[Jj]eg er|[Ee]g er|[Jj]ag är|I am|I'm|I’m) +)"
        rf"{_CAPITALS}(?= *(?:\[|[,.!?\n]|$|(?:her|här|here|from|fra|från|og|och|and|i|in|på)\b))"
    ),
    re.compile(
        r"(?P<before>\b(?:[Hh]ilsen|[Hh]elsing|[Hh]älsning(?:ar)?|[Rr]egards|[Cc]heers|[Hh]ilser|[Hh]älsar)\b"
        rf"(?: (?:fra|från|from))?{_GREETING_GAP}){_CAPITALS}"
    ),
    re.compile(
        r"(?P<before>(?:\[name\] (?:og|och|and|&|å)|\b(?:[Ss]nakk(?:e|et|a)? med|[Pp]rata(?:t|r|de)? med|"
        r"(?:[Tt]alk|[Ss]poke|[Ss]peak) (?:to|with)|(?:Mr|Mrs|Ms|Dr|Miss|Herr|Hr|Fru|Frk|Frøken)\.?|"
        r"(?:kon[ae]|mann|samboer|sambo|fru|frua|man|husband|wife|sønn|son|datter|dotter|daughter|"
        r"bror|brother|søster|syster|sister|far|mor|pappa|mamma|father|mother|sjefen|chefen|boss)"
        rf"(?:en|a|n|et)? ?(?:min|mi|mitt|vår)?)) +){_CAPITALS}"
    ),
)
_SONS = ("sen", "son", "sson")
_PEOPLES = ("ian", "ish", "ese", "sk", "ska", "ske")  # "I'm Iranian"
_RUN = re.compile(
    rf"(?<![\w'’-])(?<!St\. )(?<!S:t ){_NAME}(?:(?:{_BETWEEN}|(?: {{1,3}}{_INITIAL})*) {{1,3}}{_NAME})*"
)
_INITIALS = re.compile(rf"(?<![\w.])(?:{_INITIAL} ?){{1,4}}(?P<last>{_NAME})")
_WORD = re.compile(_ANY_NAME)
_NEXT_WORDS = re.compile(rf" {{1,3}}(?P<second>{_ANY_NAME})(?: {{1,3}}(?P<third>{_ANY_NAME}))?")
_LATIN = str.maketrans("æäøöåéïü", "aaooaeiu")  # sign for sign, so places in the text stay the same
_SURNAME_ENDINGS = tuple(
    "set seth rud stad berg heim nes ness dal lund gren strom qvist kvist son sen haug vold moen mark "
    "skog vik gaard bakk land sater hagen feldt stedt".split()
)
_WORD_ENDINGS = tuple("e a t er ar or en et ene ane na arna erna ing".split())

# --- what is hidden, and what stays


def _initials_hidden(found: re.Match[str], known: frozenset[str]) -> str:
    """A mark for "K. Nordmann"; what begins a sentence after "plan B." stays."""
    last = found["last"]
    stays = _is_ordinary(last, known) or is_known(last, known)
    return found.group() if stays else NAME


def _after_a_phrase(found: re.Match[str], known: frozenset[str], *, is_sure: bool) -> str:
    """The phrase, a mark, and what no longer belongs to the name.

    Args:
        is_sure: whether the phrase is followed by a name alone, which may be a place's name as well.
    """
    parts = re.split(r"( +)", found["name"])
    words = parts[::2]
    taken = 0
    for word in words:
        if not _is_of_a_name(word, known, may_be_known=is_sure and not taken and word[0].isupper()):
            break
        taken += 1
    while taken and words[taken - 1] in _PARTICLES:
        taken -= 1
    if not taken:
        return found.group()
    return f"{found['before']}{NAME}{''.join(parts[2 * taken - 1 :])}"


def _is_of_a_name(word: str, known: frozenset[str], *, may_be_known: bool) -> bool:
    spelled = spelling(word)
    if word in _PARTICLES or word.endswith("."):
        return True
    if _is_ordinary(word, known):
        return False
    return may_be_known or spelled in FIRST_NAMES or not is_known(word, known)


def _listed_hidden(text: str, known: frozenset[str]) -> str:
    """A mark for a common first name before a common surname or after a phrase, in letters of any size."""
    out: list[str] = []
    end = 0
    plain = text.lower().translate(_LATIN)
    for found in _WORD.finditer(plain if len(plain) == len(text) else text):
        if found.start() < end or found.group() not in FIRST_NAMES:
            continue
        last = _end_of_a_name(text, found.start(), found.end(), known)
        if last is None and _is_told(text, found.start(), found.end(), known):
            last = _end_of_told(text, found.end(), known)
        if last is not None:
            out += (text[end : found.start()], NAME)
            end = last
    return "".join((*out, text[end:])) if out else text


def _is_told(text: str, start: int, end: int, known: frozenset[str]) -> bool:
    """Whether what stands before a first name says that it is one; one that is a word needs a capital."""
    name = spelling(text[start:end])
    in_a_sentence = text[start].isupper() and text[start - 1 : start] == " "
    if name not in _SURE_FIRST_NAMES and (not in_a_sentence or name in ORDINARY):
        return False
    before = text[max(0, start - _LONGEST_PHRASE) : start].lower()
    words = _WORDS_BEFORE.findall(before)[-3:]
    told = any(" ".join(words[at:]) in _BEFORE_A_NAME for at in range(len(words)))
    return told and before[-1:].isspace() and name not in known


def _end_of_told(text: str, end: int, known: frozenset[str]) -> int:
    """Where a name ends that begins with a first name."""
    found = _NEXT_WORDS.match(text, end)
    for group in ("second", "third"):
        word = found[group] if found else None
        if not found or not word or not _goes_on(word, known):
            break
        end = found.end(group)
    return end


def _goes_on(word: str, known: frozenset[str]) -> bool:
    """Whether a word after a first name belongs to the name."""
    spelled = spelling(word)
    if is_known(word, known) or spelled in ORDINARY:
        return False
    return word[0].isupper() or spelled in _SURE_FIRST_NAMES or spelled in SURNAMES


def _end_of_a_name(text: str, start: int, end: int, known: frozenset[str]) -> int | None:
    """Where a name of two or three words ends that begins with a first name; None when it is no name."""
    found = _NEXT_WORDS.match(text, end)
    if found is None:
        return None
    first, second, third = text[start:end], found["second"], found["third"]
    in_capitals = first[0].isupper() and second[0].isupper()
    middle = spelling(second)
    # "grace hill", "mark hall": in small letters both may be ordinary words.
    if not (in_capitals or spelling(first) in _SURE_FIRST_NAMES or middle.endswith(_SONS)):
        return None
    is_last = middle in SURNAMES and not is_known(second, known)
    if third and (is_last or middle in FIRST_NAMES) and not is_known(third, known):
        last = spelling(third)
        goes_on = in_capitals and third[0].isupper() and last not in ORDINARY
        if last in SURNAMES or goes_on:
            return found.end("third")
    return found.end("second") if is_last else None


def _told_hidden(found: re.Match[str], known: frozenset[str]) -> str:
    """The words before a name and the mark; a place, a people or an ordinary word stays."""
    words = found.group("name").split()
    stays = _staying(words, known)
    if all(stays) or words[0].endswith(_PEOPLES):
        return found.group()
    if any(stays):
        return found["before"] + _run_hidden(found["name"], known, is_told=not stays[0])
    return f"{found.group('before')}{NAME}"


def _run_hidden(run: str, known: frozenset[str], *, is_told: bool = False) -> str:
    """Words with capitals in a row, with a mark for those that are no place, firm or ordinary word.

    One word alone is a name when it is a common first name, or was told as a name.
    """
    if " " not in run and not is_told and not _is_sure_first_name(run):
        return run
    parts = re.split(r"( +)", run)
    words, gaps = parts[::2], parts[1::2]
    stays = _staying(words, known)
    out: list[str] = []
    start = 0
    while start < len(words):
        end = start + 1
        while end < len(words) and stays[end] == stays[start]:
            end += 1
        part = words[start:end]
        together = "".join(
            word + (gaps[start + at] if start + at < end - 1 else "")
            for at, word in enumerate(part)
        )
        is_name = not stays[start] and (
            sum(word[:1].isupper() for word in part) > 1
            or any(_is_sure_first_name(word) for word in part)
            or (is_told and start == 0)
        )
        out.append(NAME if is_name else together)
        out.append(gaps[end - 1] if end < len(words) else "")
        start = end
    return "".join(out)


def _is_sure_first_name(word: str) -> bool:
    spelled = spelling(word)
    names = (spelled, spelled.removesuffix("s"), spelled.partition("-")[0])
    return any(name in _SURE_FIRST_NAMES for name in names)


def _staying(words: list[str], known: frozenset[str]) -> list[bool]:
    """For each word of a run, whether it is ordinary or part of a name that is known."""
    spelled = [spelling(word) for word in words]
    stays = [_is_ordinary(word, known) for word in words]
    for start in range(len(words)):
        for end in range(min(len(words), start + LONGEST_KNOWN_NAME), start, -1):
            if _is_spelled_as_known(" ".join(spelled[start:end]), known):
                stays[start:end] = [True] * (end - start)
                break
    return stays


def _is_ordinary(word: str, known: frozenset[str]) -> bool:
    """Whether a word with a capital is everyday language: as it stands, shortened, or with another ending."""
    spelled = spelling(word)
    if spelled in FIRST_NAMES or spelled in SURNAMES:
        return spelled in ORDINARY and spelled not in _SURE_FIRST_NAMES
    if spelled in ORDINARY or re.split("['’]", spelled)[0] in ORDINARY:
        return True
    if spelled.endswith(_SURNAME_ENDINGS):
        return spelled in known
    return any(spelled.removesuffix(e) in known for e in _WORD_ENDINGS if spelled.endswith(e))


def _is_spelled_as_known(spelled: str, known: frozenset[str]) -> bool:
    """Whether a name or word may stay, also with the s of what belongs to it."""
    if spelled in known or spelled in _FIRMS:
        return True
    is_owned = spelled.endswith("s") and spelled not in FIRST_NAMES and spelled not in SURNAMES
    return is_owned and (spelled[:-1] in known or spelled[:-1] in _FIRMS)


# --- the lists


def _spelled(listed: Iterable[str]) -> frozenset[str]:
    return frozenset(spelling(one) for one in listed)


# Makes, and everyday words that may stand with a capital.
ORDINARY = _spelled(
    """
opel vw volkswagen volvo toyota ford mercedes bmw audi skoda tesla saab scania iveco renault peugeot
citroen nissan mazda hyundai kia honda suzuki yamaha kubota valmet valtra fendt claas husqvarna
stihl makita bosch siemens hitachi komatsu caterpillar liebherr manitou bobcat league cup jo hei
heisann hallo hej hi hello dear kjære kära god good takk tack thanks thank ja nei nej yes no vi jeg
eg jag du dere ni we you they he she it i han hun hon de det den this that these those er är is are
was har have has had kan can could vil vill will would skal ska should må måste must når nar when
hva hvem hvor hvordan hvorfor vad vem var hur varför what who where how why which på til till for
för fra från med uten utan om at av hos in on to from with without about by og och and men but eller
or så so da då hvis if fordi because siden since etter efter after før innan before under over
mellom between kun bare only alle alla all noen någon some ingen en et ett a an the min mitt mine
mina vår vårt våre våra our my their his her your januar februar mars april mai juni juli august
september oktober november desember januari februari maj augusti december january february march may
june july october mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tisdag lördag söndag
monday tuesday wednesday thursday friday saturday sunday black new year år jul påske pinse sankthans
midsommar midsommer easter christmas pentecost midsummer xmas eve norge noreg sverige norway sweden
norden nordic europa europe eu norsk svensk svenska norska norwegian swedish danish dansk tysk tyska
german germans germany tyskland english engelsk engelska dutch finnish ukrainian ukrainsk polish
russian chinese american british french italian sami samisk nord sør øst vest norr söder öst väst
north south east west midt central facebook instagram google microsoft excel word teams outlook
tiktok youtube linkedin linked whatsapp messenger apple android windows shopify wordpress zoom
airbnb booking tripadvisor finn vipps klarna swish visma fiken tripletex amazon shopping kommune
kommunen kommun län fylke county municipality as asa ab ltd inc gmbh ikke inte not noe noko något
inget ingenting also free fri ledig ny nye oss us här here gjerne svært very really just same still
again igjen igen som driver run runs eier äger own bor live lives too
""".split()
)
# Firms and makes of two words, which look like a person.
_FIRMS = _spelled(
    """
John Deere, Massey Ferguson, New Holland, Harley Davidson, Atlas Copco, Stora Enso, Clas Ohlson,
Coop Extra, Coop Prix, Coop Mega, Coop Marked, Rema 1000, Norra Skog, Land Rover, Range Rover,
Power BI, Google Maps, Google Ads, Meta Ads, Case IH, Deutz Fahr, Mercedes Benz, Alfa Romeo,
Aston Martin, Rolls Royce, Johnson Controls, Black Decker, Red Bull, Ben Jerrys, Ringnes Bryggeri,
Røda Korset, Røde Kors, Röda Korset, St Hans, Sankt Hans, Sankt Olav, St Olav, Saint Olav,
Golden Road, Uber Eats, Office 365, Windows Server, Norges Bank, Dun Bradstreet,
Handelsbanken Finans, Den Norske, Felleskjøpet Agri, Arla Foods, Norsk Hydro, Norske Skog,
Anton Sport, Thon Hotel, Scandic Hotel, Monica Hotels, Marie Kondo, Nille AS, Jula AB, Max Burgers,
Ole Hydro
""".split(",")
)
# Common first names of the two countries, of English, and of some who have moved here.
_SURE_FIRST_NAMES = _spelled(
    """
havard harold howard vincent vince gemma vetle vendela ronja iben sander mathilde ingvar torvald
brage alfhild aslak mikkel ragnvald oddmund oddvin gunn-britt gun-britt jorunn jonathan joshua benny
conny ronnie johnny sigvard folke rickard christoffer marcus markus niklas niclas robin pontus
ludvig jesper kasper casper jimmy roland evert allan olle-erik ingela anneli marianne agneta monika
carin maud gudrun gunvor solvei tordis turi synnove eldbjorg oline nelly ellinor ebba wilma freja
saga-lena alma-lena ingvild emelie johan-olof ove-erik donald douglas derek dennis gordon russell
roderick deborah diane donna gillian hazel holly lorraine maureen tracy steve dave chris alex jim
joe tim phil pete gary alan barry andy kate katie lucy matt greg jeff ted fred becky liz danny bobby
pelle micke anki aase aleksander alexander ahmed ali amanda amina anders andreas andrew anette
angela anita anna anne annika anniken anthony anton arild arne arvid astrid audun barbro benjamin
bente berit bernt birgit birgitta birgitte bjarne bjorg bjorn bob borje brian brit britt camilla
carina carl caroline cathrine cecilia cecilie charlotte christer christian christina christine
christopher claes daniel david edvard egil eilif einar eirik elin elina elisabeth elise ella ellen
elsa elizabeth emil emilia emilie emily emma erik erika erland erlend espen ester eva fatima filip
finn-erik frida fredrik frode geir geirr george georg gerd gisle goran greta grete gro gunilla
gunhild gunn gunnar gustav guro hakon hakan hanna hannah harald harry hassan hedda hege heidi helen
helena helene helge helle henning henrik herman hilda hilde hugo hussein ibrahim ida idar ingeborg
ingebjorg ingegerd inger ingrid ingunn irene isabella ivar jacob jakob james janne jannike jenny
jens jessica joakim joar johan johanna johannes john jon jonas jonny jorgen josef joseph jostein
julia julie jorn kaisa kare karen kari karin karina karl karsten katarina kathrine katrine kevin
kenneth kent kerstin ketil kim kine kirsten kirsti kjartan kjell kjersti kjetil knut kristian
kristin kristina kristine kristoffer lars lasse laila laura leif lena lennart linda linnea lisa
lisbeth liv-marit lotta louise lucas lukas magne magnus maja malin margaret margareta margareth
maria mariann marie marit marius marta marte marthe martin mary mathias mattias mette michael mikael
mohammed mohamed mona monica morten muhammed nicholas nils nina nora oddvar oddbjorn ola olaf olav
ole olena olga oliver olof oskar oscar oystein oyvind patrick patrik paul peder per-olof per-arne
per-erik pernille peter petra petter pia rachel ragnar ragnhild rebecca reidar reidun richard robert
roger rolf ronny roy rune ruth samuel sandra sara sarah silje simon siv sigrid sigurd sissel
siri-anne sofia sofie solveig stefan steinar stein-erik stephen stine susan susanne svein sven
svante sverre terje therese thomas thor thorbjorn tina tobias tomas tommy tony tor-arne tord tore
torbjorn torgeir torill torild torleif torstein trond trude truls trygve turid tuva ulf ulrika unni
vegard vegar veronica vibeke viktor vilde wenche william yngve yngvar yusuf ake asa ase ashild
aslaug asmund oivind orjan ornulf oda kjerstin marita mehmet mustafa natalia nikolai oksana piotr
pawel rasmus roar sebastian sindre tuomas tatiana vladimir anastasia agnieszka katarzyna marek
tomasz bengt bertil bosse elias gosta ingemar kristofer lars-erik lars-ake sten-ake sture sune
torsten urban-erik wilhelm yvonne asne alice albert alfred alf beate bodil dagfinn dagny edith
elvira esther evelyn fiona gareth geoffrey graham hannes jane janet jason jeffrey jennifer jeremy
jerry joanna judith karoline keith kyle leon leonard liam lillian lynn malene margit matthew megan
mike nancy nathan neil nigel noah norman patricia pauline philip phillip ralph raymond ronald
rosemary ryan sally sean sharon sheila sophie steven stuart susannah theodor timothy tiril tyra
victoria walter wendy zoe hallvard halvor halvard haldor ingar iver jarle jarl jorid kolbjorn
lillann magnhild malvin nils-erik oddny oddveig olaug ragna randi rigmor ruben sigbjorn sigmund
signe snorre solfrid svanhild sylvi sondre tarjei torunn torhild toril trine tove ulrik valborg
vigdis ylva yrjan gjermund asgeir arnstein arnt audhild bergljot
""".split()
)
# First names that are ordinary words as well: only together with another name.
FIRST_NAMES = _SURE_FIRST_NAMES | _spelled(
    """
don ron kalle nisse olle tora tom inga else line osten hans ann inge ulla hanne axel stian ane vera
tone tage mats vidar are bo dag even frank jan liv mark may odd ove per rose stig sten tor tove will
bill grace hope joy dan ben max sam rob t sue amy art gene june dawn ray rich nick jack karl ask
bent borge eli finn frey gry hauk idun ina iren kai kaj lise mons nora l roald sol storm unn vegar
viola aud mia mai alva maj britta may-britt claus klas klara victor anne-lise charlie henry jordan
dick ken lee
""".split()
)
# Common surnames; those that are places of ours are known and stay.
SURNAMES = _spelled(
    """
hansen johansen olsen larsen andersen pedersen nilsen kristiansen jensen karlsen johnsen pettersen
eriksen haugen hagen johannessen andreassen jacobsen dahl jorgensen halvorsen henriksen lund
sorensen jakobsen moen gundersen iversen strand solberg svendsen eide knutsen martinsen bakken
kristoffersen mathisen lie amundsen lunde nguyen rasmussen bakke moe fredriksen solheim nygaard holm
lien christensen haug hauge andresen nielsen paulsen evensen sæther saether thomassen tveit isaksen
ali knudsen danielsen ahmed simonsen haugland rodseth aune ruud sandvik ellingsen myhre antonsen
thorsen edvardsen bjerke arnesen jonassen birkeland sivertsen solbakken stensrud myklebust eilertsen
gulbrandsen aasen ness solem tangen nordmann nordman sveen overland fjellheim rønning ronning lyng
hovd holte saethre tronsen engen vik lian andersson johansson karlsson nilsson eriksson larsson
olsson persson svensson svenson gustafsson pettersson petterson jonsson jansson hansson bengtsson
jönsson lindberg jakobsson magnusson olofsson lindström lindqvist lindgren axelsson bergström
lundberg lind lundgren lundqvist mattsson berglund fredriksson sandberg henriksson forsberg sjöberg
wallin engström eklund danielsson lundin håkansson björk bergman gunnarsson wikström samuelsson
isaksson fransson bergqvist nyström holmberg arvidsson löfgren söderberg nyberg blomqvist claesson
mårtensson nordström lundström eliasson pålsson björklund viklund sandström nordin norberg hedlund
häggström öberg åberg ström hermansson hellström sundberg dahlberg hedman åström ekström hassan
smith jones taylor brown williams wilson johnson davies robinson wright thompson evans walker white
roberts green hall wood jackson clarke clark patel harris lewis james phillips moore connolly murphy
king baker turner hughes edwards martin cooper morris ward kelly morgan allen scott obrien anderson
miller davis garcia rodriguez martinez lopez hussein mohamed mohammed khan kowalski nowak kovalenko
shevchenko hill
""".split()
)

// The chat page: shows the lines the server keeps, and sends what the owner writes or presses.

const POLL_MS = 32_000; // the server answers within 25 seconds; after this the connection is dead
const POST_MS = 20_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
const MOST_TRIES = 6; // of a message the server fails on; a lost connection is tried for ever
const SHORTEST_POLL_MS = 1_000; // an answer with nothing in it must not become a storm
const GOOD_NEWS_MS = 4_000;
const SAME_PRESS_MS = 800; // a double click is one press
const SAME_TURN_MS = 10_000; // lines that come this close together are read as one
const MOST_OF_A_CHOICE = 64; // characters the server takes
const NEAR_END_PX = 80;
const ABOVE_PX = 16;

const words = JSON.parse(document.getElementById("words").textContent);
const mostCharacters = Number(document.body.dataset.mostCharacters);
const languageCookie = document.body.dataset.languageCookie;
const header = document.querySelector("header");
const log = document.getElementById("log");
const welcome = document.getElementById("welcome");
const foot = document.getElementById("foot");
const below = document.getElementById("below");
const notice = document.getElementById("notice");
const form = document.getElementById("composer");
const box = document.getElementById("box");

let language = document.documentElement.lang;
let last = 0; // the number of the newest line shown
let lastAt = ""; // and its time, since numbers may begin again once all is erased
let lastDay = "";
let unsent = []; // what the owner said that is not a line yet, oldest first; see say()
let atEnd = true; // the reader is at the newest line, so the page follows it
let readingFrom = null; // where the lines being read begin
let readingSince = -SAME_TURN_MS;
let notifying = { key: "", values: {}, timer: 0 };

// ---- the page's own words ----

function word(key, values = {}) {
  return words[key][language].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function speak(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-word-label]")) {
    element.setAttribute("aria-label", word(element.dataset.wordLabel));
  }
  for (const element of document.querySelectorAll("[data-at]")) element.textContent = dayText(element.dataset.at);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === chosen));
  }
  box.placeholder = word("write");
  notice.textContent = notifying.key ? word(notifying.key, notifying.values) : "";
}

function dayText(at) {
  const day = new Date(at);
  const year = day.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", year }).format(day);
}

function notify(key, values = {}, staysMs = 0) {
  clearTimeout(notifying.timer);
  const timer = staysMs ? setTimeout(notify, staysMs, "") : 0;
  notifying = { key, values, timer };
  notice.textContent = key ? word(key, values) : "";
  notice.classList.toggle("good", key === "backAgain");
}

function clearNotice(...keys) {
  if (keys.includes(notifying.key)) notify("");
}

// ---- building; texts become text nodes and nothing else ----

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

function makeWord(tag, className, key) {
  const element = make(tag, className, word(key));
  element.dataset.word = key;
  return element;
}

function makeButton(className, label, pressed) {
  const element = make("button", className, label);
  element.type = "button";
  element.addEventListener("click", pressed);
  return element;
}

function lineElement(who, text, quote, by) {
  const name = who === "owner" ? makeWord("span", "who", "you") : make("span", "who", by ? `${by}:` : "Steg:");
  const element = make("div", `line ${who}${by ? " person" : ""}`, name, " ", make("div", "said"));
  fill(element, who, text);
  // An adviser's own words are shown as they were typed, as an owner's are.
  if (quote) element.querySelector(".said").append(make("p", "typed", quote));
  return element;
}

function fill(element, who, text) {
  const said = element.querySelector(".said");
  said.replaceChildren(...(who === "owner" ? [make("p", "", text)] : paragraphs(text)));
  said.classList.toggle("card", who === "steg" && /^\*\*[^\n]+\n/.test(text));
}

function paragraphs(text) {
  const parts = text.split("\n").filter((part) => part.trim());
  return parts.map((part) => {
    const item = part.match(/^\s*[•-]\s+(.*)$/);
    return item ? make("p", "item", ...inline(item[1])) : make("p", "", ...inline(part));
  });
}

const INLINE = new RegExp(
  [
    /\*\*(?<bold>.+?)\*\*/,
    /(?<address>https?:\/\/[^\s<>"'«»“”]+)/,
    /(?<phoneLabel>(?:Telefon|Phone): )(?<phone>\+?\d[\d -]*\d)/,
    /(?<mailLabel>(?:E-post|E-mail): )(?<mail>[^\s@<>]+@[^\s@<>]+\.[a-z]{2,})/,
  ].map((pattern) => pattern.source).join("|"),
  "g",
);

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, match.index), ...marked(match.groups));
    end = match.index + match[0].length;
  }
  return [...nodes, text.slice(end)];
}

function marked({ bold, address, phoneLabel, phone, mailLabel, mail }) {
  if (bold) return [make("strong", "", ...inline(bold))];
  if (address) return webLink(address);
  if (phone) return [phoneLabel, link(`tel:${phone.replace(/[ -]/g, "")}`, phone)];
  return [mailLabel, link(`mailto:${mail}`, mail)];
}

function webLink(found) {
  const address = withoutSentenceEnd(found);
  if (!isWebAddress(address)) return [found];
  const element = link(address, address);
  element.target = "_blank";
  element.rel = "noopener noreferrer";
  return [element, found.slice(address.length)];
}

function withoutSentenceEnd(address) {
  const short = address.replace(/[.,;:!?…*]+$/, "");
  return short.endsWith(")") && !short.includes("(") ? withoutSentenceEnd(short.slice(0, -1)) : short;
}

function isWebAddress(text) {
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}

function link(href, text) {
  const element = make("a", "", text);
  element.href = href;
  return element;
}

// A file is saved from the page itself; its bytes came with the line.
function fileLink({ name, text }) {
  const element = link(URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" })), name);
  element.download = name;
  return element;
}

function choiceGroup(choices) {
  const group = make("div", "choices", ...choices.map(choiceButton));
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", word("answers"));
  group.dataset.wordLabel = "answers";
  return group;
}

function choiceButton({ id, label }) {
  return makeButton("choice", label, once((event) => {
    say({ choice: id, shown: label });
    // A finger wants no keyboard to spring up; who presses with the keyboard goes on writing.
    if (event.detail === 0) box.focus({ preventScroll: true });
  }));
}

function once(pressed) {
  let pressedAt = -SAME_PRESS_MS;
  return (event) => {
    if (event.timeStamp - pressedAt < SAME_PRESS_MS) return;
    pressedAt = event.timeStamp;
    pressed(event);
  };
}

// ---- showing lines ----

function show(news) {
  const isFirst = log.getAttribute("aria-busy") === "true";
  if (news.anew) forget(news.lines.length === 0);
  const fresh = news.lines.filter((line) => line.number > last);
  for (const line of fresh) if (line.who === "owner") claim(line);
  const elements = fresh.map(showLine);
  // A message the server took but keeps no line of stays where it stands.
  unsent = unsent.filter((message) => !message.taken || !(message.settled || fresh.length));
  log.setAttribute("aria-busy", "false");
  welcome.hidden = log.childElementCount > 0;
  if (!fresh.length) return;
  if (document.hidden) document.title = "• Steg";
  readFrom(isFirst ? lastOwner() ?? elements[0] : elements[0]);
}

// What was said is no longer kept (erased, or too old), so it leaves the page too.
function forget(everything) {
  unsent = unsent.filter((message) => !message.taken);
  for (const message of unsent) message.since = 0;
  log.replaceChildren(...unsent.flatMap((message) => message.element ?? []));
  last = 0;
  lastAt = lastDay = "";
  if (everything) notify("emptied");
}

// Which message of ours has become this line: the one with its text, else one the server took.
function claim(line) {
  const open = unsent.filter((message) => message.element && !message.line && message.since < line.number);
  const sameText = open.find((message) => message.shown.trim() === line.text.trim());
  const found = sameText ?? open.find((message) => message.taken);
  if (found) found.line = line.number;
}

function showLine(line) {
  const message = unsent.find((other) => other.line === line.number);
  const element = message ? settle(message, line) : lineElement(line.who, line.text, line.quote, line.by);
  if (!message) log.insertBefore(element, firstOpen());
  if (line.file) element.querySelector(".said").append(make("p", "", fileLink(line.file)));
  if (line.choices.length) element.append(choiceGroup(line.choices));
  if (line.who === "owner") quieten(element, line.text);
  divide(element, line.at);
  last = line.number;
  lastAt = line.at;
  return element;
}

function settle(message, line) {
  message.settled = true;
  arrived(message);
  if (message.shown !== line.text) fill(message.element, "owner", line.text);
  return message.element;
}

function arrived(message) {
  message.element?.classList.remove("unsent");
  message.element?.querySelector(".state")?.remove();
}

// New lines stand above what is not yet part of the talk.
function firstOpen() {
  const isOpen = (message) => message.element && !message.settled && (message.line || !message.taken);
  return unsent.find(isOpen)?.element ?? null;
}

function divide(element, at) {
  const day = new Date(at).toDateString();
  if (day !== lastDay && (lastDay || day !== new Date().toDateString())) {
    const divider = make("p", "day", dayText(at));
    divider.dataset.at = at;
    element.before(divider);
  }
  lastDay = day;
}

// Choices above what the owner said are quiet, and the one that was said is marked. All can still be pressed.
function quieten(element, said) {
  for (const group of log.querySelectorAll(".choices:not(.quiet)")) {
    if (!(group.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
    group.classList.add("quiet");
    for (const button of group.children) if (button.textContent === said) markChosen(button);
  }
}

function markChosen(button) {
  button.classList.add("chosen");
  button.append(" ", makeWord("span", "unseen", "chosen"));
}

// ---- where the reader is ----

function lastOwner() {
  return [...log.querySelectorAll(".line.owner:not(.unsent)")].pop();
}

function end() {
  return document.documentElement.scrollHeight - innerHeight;
}

// Brings the newest line in view; what is taller than the window is read from its start.
function readFrom(element) {
  if (performance.now() - readingSince > SAME_TURN_MS || !readingFrom?.isConnected) beginReading(element);
  if (atEnd) scrollTo({ top: Math.min(end(), topOf(readingFrom)) });
  look();
}

function beginReading(element) {
  readingFrom = element;
  readingSince = performance.now();
}

function topOf(element) {
  const head = getComputedStyle(header).position === "sticky" ? header.offsetHeight : 0;
  return scrollY + element.getBoundingClientRect().top - head - ABOVE_PX;
}

function toEnd() {
  scrollTo({ top: end() });
  look();
}

function look() {
  atEnd = scrollY >= end() - NEAR_END_PX;
  below.hidden = atEnd;
}

function measure() {
  const root = document.documentElement.style;
  root.setProperty("--head", `${header.offsetHeight}px`);
  root.setProperty("--foot", `${foot.offsetHeight}px`);
  atEnd ? toEnd() : look();
}

// ---- what the owner does ----

function submit() {
  const text = box.value.trim();
  if (!text) return;
  const number = [...text].length;
  if (number > mostCharacters) return notify("tooLong", { number, most: mostCharacters });
  clearNotice("emptied");
  box.value = "";
  edited();
  say({ text, shown: text });
  box.focus({ preventScroll: true });
}

function edited() {
  keep("steg-draft", box.value);
  if ([...box.value.trim()].length <= mostCharacters) clearNotice("tooLong");
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
}

function chooseLanguage(chosen) {
  speak(chosen);
  document.cookie = `${languageCookie}=${chosen}; path=/; max-age=31536000; samesite=lax`;
  say({ choice: `lang=${chosen}` });
}

// A message is {id, text or choice, shown, since, language}. It is `taken` when the server has it,
// and `settled` when its line is shown in its place.
function say(said) {
  const message = { id: uuid(), since: last, language, ...said };
  unsent.push(message);
  if (message.shown) {
    showUnsent(message);
    quieten(message.element, message.shown);
  }
  keepUnsent();
  if (notifying.key === "gone") notify("goneKept");
  interrupt();
}

function showUnsent(message) {
  message.element = lineElement("owner", message.shown);
  message.element.classList.add("unsent");
  message.element.append(makeWord("p", "state", "sending"));
  log.append(message.element);
  welcome.hidden = true;
  beginReading(message.element);
  toEnd();
}

// The server does not take it as it is; only the owner can decide to try again.
function giveUp(message) {
  if (!message.element) {
    unsent = unsent.filter((other) => other !== message);
    return keepUnsent();
  }
  message.failed = true;
  const again = makeButton("again", word("again"), () => tryAgain(message));
  again.dataset.word = "again";
  const state = make("p", "state failed", makeWord("span", "", "notSent"), " ", again);
  message.element.querySelector(".state").replaceWith(state);
}

function tryAgain(message) {
  message.failed = false;
  message.tries = 0;
  message.element.querySelector(".state").replaceWith(makeWord("p", "state", "sending"));
  box.focus({ preventScroll: true });
  interrupt();
}

// A link such as /?need=season&place=oppdal begins the talk with what was chosen on the page of who helps.
function takeUpChosen() {
  const query = new URLSearchParams(location.search);
  if (!query.has("need")) return;
  const values = ["need", "place", "trade", "size", "stage"].map((fact) => query.get(fact) ?? "");
  history.replaceState(null, "", location.pathname); // or a reload would choose it again
  if (/^[a-z0-9-]+$/.test(values[0])) say({ choice: shortened(values.filter((value) => /^[a-z0-9-]+$/.test(value))) });
}

// A choice has to be short; the last facts can be asked for in the talk as well.
function shortened(values) {
  const choice = `need=${values.join(" ")}`;
  return choice.length <= MOST_OF_A_CHOICE || values.length === 1 ? choice : shortened(values.slice(0, -1));
}

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// ---- kept in this tab, so that a reload or a sleeping phone loses nothing ----

function keep(key, value) {
  try {
    value ? sessionStorage.setItem(key, value) : sessionStorage.removeItem(key);
  } catch {
    // The browser keeps nothing for us; the talk goes on without.
  }
}

function kept(key) {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function keepUnsent() {
  const open = unsent.filter((message) => !message.taken);
  const bare = open.map(({ id, text, choice, shown, since, language }) => ({ id, text, choice, shown, since, language }));
  keep("steg-unsent", bare.length ? JSON.stringify(bare) : "");
}

function restore() {
  box.value = kept("steg-draft");
  unsent = JSON.parse(kept("steg-unsent") || "[]");
  for (const message of unsent) if (message.shown) showUnsent(message);
}

// ---- talking with the server: one thing at a time, so that lines keep their order ----

let heard = false; // the server answered since the page was opened
let lost = 0; // failures in a row
let unknown = 0; // times in a row the server did not know us
let postAt = 0; // not before this moment of performance.now()
let interrupt = () => {}; // ends the waiting under way, because something else comes first
let interrupted = false;

class Refused extends Error {
  constructor(response) {
    super(`refused with ${response.status}`);
    this.status = response.status;
    this.waitMs = 1000 * (Number(response.headers.get("Retry-After")) || 1);
  }
}

async function talk() {
  for (;;) {
    const next = unsent.find((message) => !message.taken && !message.failed);
    const message = heard && performance.now() >= postAt ? next : undefined;
    interrupted = false;
    try {
      await (message ? post(message) : listen());
      found();
    } catch (trouble) {
      if (!interrupted) await cope(trouble, message);
    }
  }
}

async function post(message) {
  const { id, text, choice, language: spoken } = message;
  const body = JSON.stringify({ id, text, choice, language: spoken });
  const headers = { "Content-Type": "application/json", "X-Steg": "1" };
  await ask("/chat/messages", { method: "POST", headers, body }, POST_MS);
  message.taken = true;
  arrived(message);
  if (message.settled || !message.element) unsent = unsent.filter((other) => other !== message);
  keepUnsent();
  clearNotice("tooFast");
}

async function listen() {
  const asked = performance.now();
  const atOnce = !heard || lost > 0;
  const leave = new AbortController();
  interrupt = () => {
    interrupted = true;
    leave.abort();
  };
  const query = new URLSearchParams({ after: last, at: lastAt, ...(atOnce && { wait: 0 }) });
  const news = await ask(`/chat/lines?${query}`, {}, POLL_MS, leave);
  heard = true;
  show(news);
  if (!atOnce && !news.lines.length) await rest(SHORTEST_POLL_MS - (performance.now() - asked));
}

async function ask(address, options, limitMs, leave = new AbortController()) {
  const timer = setTimeout(() => leave.abort(), limitMs);
  try {
    const response = await fetch(address, { cache: "no-store", signal: leave.signal, ...options });
    if (!response.ok) throw new Refused(response);
    return await response.json();
  } finally {
    clearTimeout(timer);
    interrupt = () => {};
  }
}

function found() {
  clearNotice("noCookies");
  if (["gone", "goneKept"].includes(notifying.key)) notify("backAgain", {}, GOOD_NEWS_MS);
  lost = 0;
  unknown = 0;
}

async function cope(trouble, message) {
  const status = trouble instanceof Refused ? trouble.status : 0;
  if (status === 429) return message ? slowDown(trouble.waitMs) : rest(trouble.waitMs);
  if (status === 401) return meetAgain();
  const refused = status >= 400 && status < 500;
  if (message && (refused || (status === 500 && isHopeless(message)))) return giveUp(message);
  lost += 1;
  if (lost > 1) notify(unsent.length ? "goneKept" : "gone");
  const most = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (lost - 1));
  // Not all phones at the same moment when the server is back.
  await rest(most * (0.5 + Math.random() / 2));
}

function isHopeless(message) {
  message.tries = (message.tries ?? 0) + 1;
  return message.tries >= MOST_TRIES;
}

function slowDown(waitMs) {
  notify("tooFast");
  postAt = performance.now() + waitMs;
  setTimeout(() => interrupt(), waitMs + 1);
}

// The page itself brings the cookie by which the server knows us.
async function meetAgain() {
  unknown += 1;
  if (unknown > 1) {
    notify("noCookies");
    await rest(LONGEST_RETRY_MS);
  }
  await fetch("/", { cache: "no-store" }).catch(() => {});
}

// Waits, unless something happens before.
function rest(milliseconds) {
  if (milliseconds <= 0) return undefined;
  return new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    interrupt = () => {
      clearTimeout(timer);
      done();
    };
  });
}

// ---- beginning ----

function listenToPage() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  box.addEventListener("input", edited);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", once(() => chooseLanguage(button.dataset.language)));
  }
  below.addEventListener("click", () => {
    toEnd();
    if (pointerIsFine()) box.focus({ preventScroll: true });
  });
}

function listenToWindow() {
  addEventListener("scroll", look, { passive: true });
  addEventListener("resize", measure);
  new ResizeObserver(measure).observe(foot);
  addEventListener("online", () => interrupt());
  addEventListener("offline", () => interrupt());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    document.title = "Steg";
    interrupt();
  });
}

function pointerIsFine() {
  return matchMedia("(hover: hover) and (pointer: fine)").matches;
}

foot.hidden = false;
document.querySelector(".languages").hidden = false;
listenToPage();
listenToWindow();
restore();
takeUpChosen();
edited();
if (pointerIsFine()) box.focus({ preventScroll: true });
talk();

// Keeps an open page of the desk fresh: what is said appears, and of anything else that has changed it tells.
// What somebody is writing is never touched; without this script the page is as it was when it was opened.

const news = document.querySelector(".news");
const log = document.getElementById("said");
const version = news.dataset.version;
let going = true;
let told = false;

async function fresh() {
  const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
  if (answer.status >= 500) throw new TypeError("the server is not there now");
  if (!answer.ok || answer.redirected) throw new Error("the page is not there any more");
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function last() {
  return Number(log.lastElementChild?.dataset.line ?? 0);
}

function addLines(page) {
  for (const line of page.querySelectorAll("#said > *")) {
    if (Number(line.dataset.line) <= last()) continue;
    log.append(document.importNode(line, true));
    document.getElementById("no-talk")?.remove();
  }
}

function tell() {
  if (told) return;
  told = true;
  news.append(document.getElementById("changed").content.cloneNode(true));
}

async function look() {
  if (!going || document.hidden) return;
  try {
    const page = await fresh();
    if (log) addLines(page);
    if (page.querySelector(".news")?.dataset.version !== version) tell();
  } catch (fault) {
    if (fault instanceof TypeError) return; // a lost connection comes back; a page that is gone does not
    going = false;
    tell();
  }
}

setInterval(look, Number(news.dataset.looksEvery) * 1000);
document.addEventListener("visibilitychange", look);

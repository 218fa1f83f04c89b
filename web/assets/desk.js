// Keeps the desk's page as it is at the daemon, without taking anything out of people's hands: what is typed stays, the
// focus stays where it is, and what happened is read aloud.

const desk = document.getElementById("desk");
const offline = document.getElementById("offline");
const notice = document.getElementById("notice");
const title = document.title;
// The server's clock minus ours.
let ahead = Date.parse(desk.dataset.now) - Date.now();

// ---- The page becomes the one that was sent.

const same = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.id || "") === (b.id || "");

function morph(from, to) {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  const version = from.dataset.version;
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && name !== "open") from.removeAttribute(name);
  }
  for (const { name, value } of [...to.attributes]) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  // Fresh digits replace what was typed; the same ones do not.
  if (from.nodeName === "INPUT" && (from.type === "hidden" || version !== to.dataset.version)) from.value = to.value;
  if (from.nodeName === "TEXTAREA") return;
  // A clock that ticks here is not set back to dots.
  if (from.nodeName === "TIME" && (to.dataset.since || to.dataset.until)) return;
  morphChildren(from, to);
}

function morphChildren(from, to) {
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    let found = at;
    while (found && !same(found, wanted)) found = found.nextSibling;
    // Something without an id that comes only later is another thing: do not throw away what stands before it.
    if (found && found !== at && !wanted.id) found = null;
    if (!found) {
      from.insertBefore(wanted, at);
      continue;
    }
    while (at !== found) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
    at = found.nextSibling;
    morph(found, wanted);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

const offers = () => [...desk.querySelectorAll("[data-state=offered]")].map((card) => card.id);
const isTyping = () => document.activeElement?.matches("input:not([type=hidden]), textarea, select") ?? false;

function show({ html, now }) {
  ahead = Date.parse(now) - Date.now();
  const before = offers();
  const focused = document.activeElement;
  const card = focused?.closest?.("article")?.id;
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  morphChildren(desk, fresh);
  tick();
  const added = offers().find((id) => !before.includes(id));
  document.title = offers().length && desk.dataset.offer ? `● ${desk.dataset.offer}` : title;
  if (added && !isTyping()) {
    document.getElementById(added).querySelector("[data-offer]")?.focus();
  } else if (focused && focused !== document.body && !focused.isConnected) {
    // What had the focus is gone: its card, or else the page, has it now.
    const next = (card && document.getElementById(card)) || desk.querySelector("article");
    (next?.querySelector("[data-focus]") ?? document.getElementById("content")).focus();
  }
}

// ---- Clocks.

const pad = (number) => String(number).padStart(2, "0");

function tick() {
  const now = Date.now() + ahead;
  for (const clock of desk.querySelectorAll("time[data-since]")) {
    const seconds = Math.max(0, Math.round((now - Date.parse(clock.dataset.since)) / 1000));
    clock.textContent = `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
  }
  for (const clock of desk.querySelectorAll("time[data-until]")) {
    clock.textContent = `${Math.max(0, Math.ceil((Date.parse(clock.dataset.until) - now) / 1000))} s`;
  }
}

// ---- Events.

function say(text, urgent) {
  const region = document.getElementById(urgent ? "urgent" : "polite");
  if (!region) return;
  const line = document.createElement("p");
  line.textContent = text;
  region.append(line);
  while (region.childElementCount > 3) region.firstElementChild.remove();
}

function listen() {
  const events = new EventSource(desk.dataset.events);
  events.addEventListener("open", () => { offline.hidden = true; });
  events.addEventListener("desk", (event) => show(JSON.parse(event.data)));
  events.addEventListener("say", (event) => {
    const { text, urgent } = JSON.parse(event.data);
    say(text, urgent);
  });
  events.addEventListener("ping", here);
  events.addEventListener("error", () => {
    offline.hidden = false;
    if (events.readyState !== EventSource.CLOSED) return;
    // The server answered something else than events: signed out, or a proxy that has lost it.
    events.close();
    setTimeout(async () => {
      const answer = await fetch(location.href, { method: "HEAD", redirect: "manual" }).catch(() => null);
      if (answer && answer.type === "opaqueredirect") location.reload();
      else listen();
    }, 2000);
  });
}

// Only a page that is really there answers a ping.
function here() {
  if (desk.dataset.here) {
    fetch(desk.dataset.here, { method: "POST", headers: { "x-desk": desk.dataset.csrf } }).catch(() => {});
  }
}

// ---- Buttons.

function complain(text, detail) {
  const box = document.createElement("div");
  box.className = "notice bad";
  const line = document.createElement("p");
  line.textContent = text;
  if (detail) {
    const said = document.createElement("span");
    said.className = "said";
    said.lang = "en";
    said.textContent = detail;
    line.append(" ", said);
  }
  box.append(line);
  notice.replaceChildren(box);
}

desk.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post" || form.dataset.busy) {
    event.preventDefault();
    return;
  }
  event.preventDefault();
  notice.replaceChildren();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  form.dataset.busy = "1";
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "x-desk": "1" } });
    if (answer.status === 401) location.assign("/sign-in");
    else if (answer.status === 409) {
      const { text, detail } = await answer.json();
      complain(text, detail);
    } else if (!answer.ok) complain(await answer.text());
  } catch {
    complain(desk.dataset.failed);
  } finally {
    delete form.dataset.busy;
  }
});

setInterval(tick, 1000);
tick();
listen();

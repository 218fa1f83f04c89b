// Keeps the desk's page as it is at the daemon, without taking anything out of people's hands: what is typed stays, the
// focus stays where it is, and what happened is read aloud.

const desk = document.getElementById("desk");
const offline = document.getElementById("offline");
const notice = document.getElementById("notice");
const title = document.title;
// Which of two pages is the later one.
let edition = Number(desk.dataset.edition ?? 0);
// Fields with something that the server does not have yet; forms that will be saved soon, and that are being saved.
const typed = new Set();
const soon = new Map();
const saving = new Map();
// What each form is doing just now.
const acting = new Map();
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
  // What the server has of a note replaces what is here, unless somebody has typed meanwhile.
  if (from.nodeName === "TEXTAREA") {
    if (!typed.has(from.id) && from.value !== to.value) from.value = to.value;
    return;
  }
  // Whether it is saved is known here alone.
  if (from.nodeName === "OUTPUT") return;
  // A clock that ticks here is not set back to dots.
  if (from.nodeName === "TIME" && (to.dataset.since || to.dataset.until)) return;
  const { value } = to;
  morphChildren(from, to);
  if (from.nodeName === "SELECT" && "draft" in from.dataset && !typed.has(from.id)) from.value = value;
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

function show({ html, now, edition: fresh_edition, agent, csrf }) {
  // Another agent's place, or a server that was started anew: this page is no good any more.
  if ((agent && agent !== desk.dataset.agent) || (csrf && csrf !== desk.dataset.csrf)) {
    location.reload();
    return;
  }
  if (fresh_edition !== undefined) {
    if (fresh_edition < edition) return;
    edition = fresh_edition;
  }
  ahead = Date.parse(now) - Date.now();
  const before = offers();
  const focused = document.activeElement;
  const card = focused?.closest?.("article")?.id;
  const fresh = document.createElement("div");
  fresh.innerHTML = html;
  keepUnsaved(fresh);
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

// What the stream tells.
function happened({ type, data, online }) {
  heard = Date.now();
  if (type === "desk") show(JSON.parse(data));
  else if (type === "say") {
    const { text, urgent } = JSON.parse(data);
    say(text, urgent);
  } else if (type === "ping") answer();
  else if (type === "here") here();
  else if (type === "state") {
    const back = online && !offline.hidden;
    offline.hidden = online;
    if (back) saveAll();
  } else if (type === "out") location.reload();
}

const config = {
  events: desk.dataset.events,
  // Where this page says that it is there.
  here: desk.dataset.here,
  csrf: desk.dataset.csrf,
  page: location.pathname,
};
let heard = Date.now();
// Only a page that is really there answers a ping.
let answer = () => {};

function here() {
  if (!config.here) return;
  const signal = AbortSignal.timeout(8_000);
  fetch(config.here, { method: "POST", headers: { "x-desk": config.csrf }, signal }).catch(() => {});
}

function listen() {
  if (!window.SharedWorker) return alone();
  // Another person, agent or language is another stream.
  const name = [config.events, document.documentElement.lang, desk.dataset.agent, config.csrf].join(" ");
  let worker;
  try {
    worker = new SharedWorker(desk.dataset.stream, { name });
  } catch {
    return alone();
  }
  const { port } = worker;
  worker.onerror = alone;
  port.onmessage = (event) => happened(event.data);
  answer = () => port.postMessage({ type: "alive" });
  port.postMessage({ type: "hello", ...config });
  addEventListener("pagehide", () => port.postMessage({ type: "bye" }));
  addEventListener("pageshow", (event) => {
    if (event.persisted) port.postMessage({ type: "hello", ...config });
  });
  watch(() => {
    port.onmessage = null;
    alone();
  });
}

// Without a worker: a stream of this page's own.
function alone() {
  if (answer.stream) return;
  const stream = new DeskStream(config, happened);
  answer = () => stream.alive() && here();
  answer.stream = stream;
}

// The worker says something every 5 s. If it does not, it is gone; but not where this page slept as well.
function watch(gone) {
  let ticked = Date.now();
  const watching = setInterval(() => {
    const now = Date.now();
    if (now - ticked > 5_000) heard = now;
    ticked = now;
    if (now - heard < 20_000) return;
    clearInterval(watching);
    offline.hidden = false;
    gone();
  }, 1_000);
}

// ---- Buttons.

function complain(...texts) {
  const box = document.createElement("div");
  box.className = "notice bad";
  for (const text of texts) {
    const line = document.createElement("p");
    line.textContent = text;
    box.append(line);
  }
  notice.replaceChildren(box);
}

// Sends a form; true where it was done. Nothing is waited for longer than an answer can take.
async function send(action, body, more = {}) {
  const signal = AbortSignal.timeout(20_000);
  let answer;
  try {
    answer = await fetch(action, { method: "POST", body, headers: { "x-desk": "1" }, signal, ...more });
  } catch (fault) {
    complain(fault.name === "TimeoutError" ? desk.dataset.unanswered : desk.dataset.failed);
    return false;
  }
  if (answer.status === 401) {
    location.reload();
    return false;
  }
  const told = await answer.json().catch(() => ({}));
  if (told.html) show(told);
  if (!answer.ok) complain(told.text ?? desk.dataset.failed);
  return answer.ok;
}

desk.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  event.preventDefault();
  if (form.method !== "post") return;
  const act = submitter?.value ?? "";
  const before = acting.get(form.id);
  // A second click; another button waits for its turn.
  if (before?.act === act) return;
  const doing = { act, done: Promise.resolve(before?.done).then(() => perform(form, submitter, act)) };
  acting.set(form.id, doing);
  doing.done.finally(() => {
    if (acting.get(form.id) === doing) acting.delete(form.id);
  });
});

async function perform(form, submitter, act) {
  // What was pressed is gone meanwhile, or has become another button.
  if (!form.isConnected || (submitter && (!submitter.isConnected || submitter.value !== act))) return;
  notice.replaceChildren();
  submitter?.setAttribute("aria-busy", "true");
  await saving.get(form.id);
  const body = new URLSearchParams(new FormData(form, submitter));
  // What nobody typed here is as the server has it, and perhaps newer there.
  const written = drafts(form);
  for (const field of form.querySelectorAll("[data-draft]")) if (!written.includes(field)) body.delete(field.name);
  const sent = written.map((field) => [field, field.value]);
  const done = await send(form.action, body);
  settle(form, sent, done);
  submitter?.removeAttribute("aria-busy");
  if (form.isConnected && drafts(form).length) saveSoon(form);
}

// ---- What is typed is kept as it is typed: at the server, and until it is there, here.

// How long somebody's typing waits for more of it.
const SOON = 700;
// After so long what could not be saved is tried again.
const AGAIN = 5_000;

function drafts(form) {
  return [...form.querySelectorAll("[data-draft]")].filter((field) => typed.has(field.id));
}

function settle(form, sent, done) {
  for (const [field, value] of sent) {
    if (done && field.value === value) forget(field.id);
    else if (!done && !form.isConnected) hand(field);
  }
}

function forget(id) {
  typed.delete(id);
  sessionStorage.removeItem(id);
}

// It can be kept nowhere any more: somebody can copy it from here.
function hand(field) {
  forget(field.id);
  if (field.nodeName === "TEXTAREA" && field.value) complain(desk.dataset.lost, field.value);
}

function mark(form, state) {
  const output = form.querySelector("output");
  if (!output) return;
  output.textContent = state ? desk.dataset[state] : "";
  output.dataset.state = state;
}

function saveSoon(form, wait = SOON) {
  if (!soon.has(form.id)) soon.set(form.id, setTimeout(() => save(form), wait));
}

async function save(form, more) {
  clearTimeout(soon.get(form.id));
  soon.delete(form.id);
  if ((saving.has(form.id) || acting.has(form.id)) && !more) return saveSoon(form);
  const fields = drafts(form);
  if (!fields.length || !form.isConnected) return;
  const sent = fields.map((field) => [field, field.value]);
  const body = new URLSearchParams({ csrf: form.elements.csrf.value, act: "draft", session_id: form.elements.session_id.value });
  for (const [field, value] of sent) body.append(field.name, value);
  const keeping = send(form.action, body, more);
  saving.set(form.id, keeping);
  const done = await keeping;
  saving.delete(form.id);
  settle(form, sent, done);
  if (!form.isConnected) return;
  mark(form, done ? (drafts(form).length ? "" : "saved") : "unsaved");
  if (drafts(form).length) saveSoon(form, done ? SOON : AGAIN);
}

function saveAll(more) {
  for (const form of desk.querySelectorAll("article form")) save(form, more);
}

function noted({ target }) {
  if (!("draft" in target.dataset)) return;
  typed.add(target.id);
  sessionStorage.setItem(target.id, target.value);
  mark(target.form, "");
  saveSoon(target.form);
}

// Whoever chooses by other means than hands may bring about no more than a change.
desk.addEventListener("input", noted);
desk.addEventListener("change", (event) => event.target.nodeName === "SELECT" && noted(event));

// A session that is gone takes nothing with it that somebody wrote and that is neither saved nor on its way.
function keepUnsaved(fresh) {
  for (const id of [...typed]) {
    const field = document.getElementById(id);
    const form = field?.form;
    if (fresh.querySelector(`#${id}`) || acting.has(form?.id) || saving.has(form?.id)) continue;
    if (field) hand(field);
    else forget(id);
  }
}

// What could not be saved before the page was left or loaded again.
function restore() {
  for (const field of desk.querySelectorAll("[data-draft]")) {
    const kept = sessionStorage.getItem(field.id);
    if (kept === null || kept === field.value) continue;
    field.value = kept;
    typed.add(field.id);
    saveSoon(field.form);
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") saveAll({ keepalive: true });
});
addEventListener("pagehide", () => saveAll({ keepalive: true }));
document.querySelector(".sign-out")?.addEventListener("submit", () => sessionStorage.clear());

setInterval(tick, 1000);
tick();
restore();
listen();

// The stream of events, watched: the server sends something every 10 s at least, and what is silent for longer is dead,
// whatever the browser thinks of it. As a shared worker it serves all pages of one person at once, so that however many
// are open, one connection is taken; a browser without shared workers loads it into each page.

(() => {
  // The server's 10 s and half as much again.
  const SILENT = 15_000;
  const TICK = 1_000;
  // An attempt that failed is followed by the next after so long.
  const PAUSE = 2_000;

  class Stream {
    // `tell` is given what happens: { type: "desk" | "say" | "ping" | "state" | "out", … }
    constructor({ events, page }, tell) {
      Object.assign(this, { events, page, tell });
      this.online = true;
      this.last = "";
      this.ticking = setInterval(() => this.tick(), TICK);
      // A network that is back need not be waited for.
      self.addEventListener("online", () => this.open());
      this.open();
    }

    open() {
      this.source?.close();
      this.heard = Date.now();
      this.due = Infinity;
      const url = new URL(this.events, location.origin);
      if (this.last) url.searchParams.set("last", this.last);
      const source = new EventSource(url);
      this.source = source;
      source.addEventListener("open", () => this.hear());
      source.addEventListener("desk", (event) => this.take(event));
      source.addEventListener("say", (event) => this.take(event));
      source.addEventListener("ping", () => {
        this.hear();
        this.answered = false;
        this.tell({ type: "ping" });
      });
      source.addEventListener("error", () => {
        if (source !== this.source) return;
        source.close();
        this.is(false);
        this.due = Date.now() + PAUSE;
        this.ask();
      });
    }

    hear() {
      this.heard = Date.now();
      this.is(true);
    }

    take(event) {
      this.hear();
      this.last = event.lastEventId || this.last;
      this.tell({ type: event.type, data: event.data });
    }

    is(online) {
      this.online = online;
      this.tell({ type: "state", online });
    }

    // Also finds out that the computer slept: then much time has passed at once.
    tick() {
      const now = Date.now();
      if (now >= this.due) this.open();
      else if (this.due === Infinity && now - this.heard > SILENT) {
        this.is(false);
        this.open();
      } else if (now % 5_000 < TICK) this.tell({ type: "state", online: this.online });
    }

    // Somebody who is not signed in any more is sent to where that is done.
    async ask() {
      const wish = { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(8_000) };
      const answer = await fetch(this.page, wish).catch(() => null);
      if (answer?.type === "opaqueredirect") this.tell({ type: "out" });
    }

    // A page is there. Is it to tell the server? The first one is, for each ping, however many there are.
    alive() {
      const first = !this.answered;
      this.answered = true;
      return first;
    }

    end() {
      clearInterval(this.ticking);
      this.source?.close();
    }
  }

  if (typeof SharedWorkerGlobalScope === "undefined") {
    self.DeskStream = Stream;
    return;
  }

  // ---- As a worker: each page has a port.

  // A page that has answered no ping for so long is gone without a word.
  const GONE = 120_000;
  const ports = new Map();
  let stream = null;
  let latest = null;

  function tell(message) {
    if (message.type === "desk") latest = message;
    for (const [port, heard] of ports) {
      if (Date.now() - heard > GONE) ports.delete(port);
      else port.postMessage(message);
    }
    if (!ports.size) {
      stream.end();
      stream = null;
    }
  }

  self.addEventListener("connect", ({ ports: [port] }) => {
    port.onmessage = ({ data }) => {
      if (data.type === "bye") {
        ports.delete(port);
        return;
      }
      ports.set(port, Date.now());
      if (data.type === "alive") {
        if (stream?.alive()) port.postMessage({ type: "here" });
        return;
      }
      // What happened between this page's loading and now.
      if (stream && latest) port.postMessage(latest);
      stream ??= new Stream(data, tell);
      port.postMessage({ type: "state", online: stream.online });
    };
  });
})();

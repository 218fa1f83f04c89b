"""Makes a store with sessions in every state that can be reached, and writes down what the version that made it says.

    python tests/data/make_store.py FOLDER_OF_THE_PROGRAMS VERSION

The folder holds callbackd, callbackctl and pbxsim of that version. Written are tests/data/store-VERSION.db and, beside it,
store-VERSION.json: the sessions, their stories and the journal, as that version tells them of a copy of the store. Numbers
are of the range that Ofcom keeps for drama. Times after the store was made are written as "later".
"""

import atexit
import functools
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone

PROGRAMS, VERSION = pathlib.Path(sys.argv[1]), sys.argv[2]
HERE = pathlib.Path(__file__).parent
PORT = 45001
STATES = "queued offered open dialing talking held cancelled unknown wrap_up closed".split()
DESTINATIONS = ["9020794601XX=rings-out", "9020794602XX=busy", "9020794603XX=unsupervised", "9*=answer:0.1"]


class Client:
    """A layer on the socket."""

    def __init__(self, folder):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(folder / "api.sock"))
        self.lines = self.socket.makefile("rw")
        self.ids = 0

    def ask(self, method, **params):
        """The result, or the error."""
        self.ids += 1
        call = {"jsonrpc": "2.0", "id": self.ids, "method": method, "params": params}
        self.lines.write(json.dumps(call) + "\n")
        self.lines.flush()
        for line in self.lines:
            answer = json.loads(line)
            if answer.get("id") == self.ids:
                return answer.get("result", answer.get("error"))
        raise SystemExit(f"no answer to {method}")

    def sure(self, method, **params):
        """The result; an error ends the program."""
        answer = self.ask(method, **params)
        if "message" in answer and "code" in answer:
            raise SystemExit(f"{method} {params}: {answer}")
        return answer

    def state(self, session_id):
        return self.sure("session.get", session_id=session_id)["state"]

    def reaches(self, session_id, *states):
        until(lambda: self.state(session_id) in states, lambda: f"{states}: {self.ask('session.explain', session_id=session_id)}")


def until(holds, what):
    for _ in range(500):
        try:
            if holds():
                return
        except (ConnectionError, FileNotFoundError):
            pass
        time.sleep(0.02)
    raise SystemExit(f"never: {what() if callable(what) else what}")


class Centre:
    """A switch and a daemon in a folder."""

    def __init__(self, folder):
        self.folder = folder
        text = (HERE / "store.toml").read_text()
        text = text.replace("PORT", str(PORT)).replace("FOLDER", str(folder)).replace("UID", str(os.getuid()))
        (folder / "callbackd.toml").write_text(text)

    def open(self):
        destinations = [word for line in DESTINATIONS for word in ("--destination", line)]
        users = [word for n in range(1, 15) for word in ("--user", f"20{n:02}=lifts:0.05")]
        listen = ["--listen", f"127.0.0.1:{PORT}", "--extensions", "2001-2014"]
        self.pbx = subprocess.Popen(
            [PROGRAMS / "pbxsim", *listen, *users, *destinations],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        )
        self.daemon = subprocess.Popen(
            [PROGRAMS / "callbackd", "run", "--config", self.folder / "callbackd.toml"],
            stderr=open(self.folder / "log", "a"),
        )
        atexit.register(self.kill)
        until(lambda: Client(self.folder), "the socket answers")
        self.client = Client(self.folder)
        until(lambda: self.client.sure("system.status")["link"]["state"] == "up", "the link is up")
        return self.client

    def order(self, line):
        """What the switch is told on its console."""
        self.pbx.stdin.write(line + "\n")
        self.pbx.stdin.flush()
        time.sleep(0.2)

    def kill(self):
        for program in (self.daemon, self.pbx):
            program.kill()
            program.wait()


def request(client, number, **more):
    return client.sure("callback.request", number=number, **more)["session_id"]


def agent(n):
    return f"agent{n:02}"


def offered(client, n, number, **more):
    """A session that is offered to this agent."""
    session = request(client, number, **more)
    client.sure("agent.log_in", agent_id=agent(n), device=f"20{n:02}")
    client.sure("agent.set_state", agent_id=agent(n), state="ready")
    client.reaches(session, "offered")
    return session


def opened(client, n, number, **more):
    session = offered(client, n, number, **more)
    client.sure("session.open", session_id=session)
    return session


def called(client, n, number, **more):
    session = opened(client, n, number, **more)
    version = client.sure("session.open", session_id=session)["rules_version"]
    client.sure("session.call_back", session_id=session, rules_version=version)
    return session


def talking(client, n, number, **more):
    session = called(client, n, number, **more)
    client.reaches(session, "talking")
    return session


def finish(client, n):
    client.ask("agent.log_out", agent_id=agent(n))


def first_life(client):
    """What is over when the store is kept, and two calls that a crash loses from sight."""
    said = {"disposition": "sold", "note": "wants the large one"}
    completed = talking(client, 1, "020 7946 0001", name="Jo Doe", subject="A quote", attributes={"page": "prices"})
    client.sure("session.drop", session_id=completed)
    client.reaches(completed, "wrap_up")
    client.sure("session.close", session_id=completed, **said)
    finish(client, 1)
    dropped = opened(client, 1, "020 7946 0002")
    client.sure("session.drop", session_id=dropped, disposition="not wanted")
    client.ask("session.close", session_id=dropped)
    finish(client, 1)
    cancelled = opened(client, 1, "020 7946 0003", queue="service")
    client.sure("session.cancel", session_id=cancelled)
    client.sure("session.drop", session_id=cancelled)
    client.reaches(cancelled, "closed")
    finish(client, 1)
    withdrawn = request(client, "020 7946 0004")
    client.sure("callback.withdraw", session_id=withdrawn)
    soon = (datetime.now(timezone.utc) + timedelta(seconds=1)).isoformat()
    expired = request(client, "020 7946 0005", not_after=soon)
    client.reaches(expired, "closed")
    busy = called(client, 1, "020 7946 0206", queue="service")
    client.reaches(busy, "open")
    client.sure("session.drop", session_id=busy)
    finish(client, 1)
    client.ask("callback.request", number="020 7946 0999")
    client.ask("callback.request", number="01 999")
    # Lost in the crash that follows; the first is resolved by its agent afterwards, the second is not.
    return [talking(client, n, f"020 7946 000{n}", name="Lost from sight") for n in (6, 7)]


def second_life(client, order, lost):
    """What is under way when the store is kept."""
    for session in lost:
        client.reaches(session, "unknown")
    client.sure("session.resolve", session_id=lost[0], outcome="not_reached")
    talking(client, 1, "020 7946 0011", name="Talks")
    held = talking(client, 2, "020 7946 0012 ext. 34", name="Is held")
    client.sure("session.hold", session_id=held)
    client.reaches(held, "held")
    client.reaches(called(client, 3, "020 7946 0113"), "dialing")
    client.reaches(talking(client, 4, "020 7946 0314"), "talking")
    failed = called(client, 5, "020 7946 0215", language="en")
    client.reaches(failed, "open")
    cancelled = opened(client, 8, "020 7946 0018")
    client.sure("session.cancel", session_id=cancelled)
    written = talking(client, 9, "020 7946 0019", name="Is written up")
    client.sure("session.drop", session_id=written)
    client.reaches(written, "wrap_up")
    client.sure("session.draft", session_id=written, disposition="call again", note="half a sen")
    opened(client, 10, "020 7946 0020")
    offered(client, 11, "020 7946 0021", queue="service", idempotency_key="offered")
    ends = talking(client, 13, "020 7946 0025")
    going = opened(client, 14, "020 7946 0026")
    missed = offered(client, 12, "020 7946 0022")
    client.ask("agent.log_out", agent_id=agent(12))
    client.reaches(missed, "queued")
    request(client, "020 7946 0023", name="Waits", idempotency_key="waits", attributes={"page": "help"})
    far = (datetime.now(timezone.utc) + timedelta(days=300)).isoformat()
    later = (datetime.now(timezone.utc) + timedelta(days=301)).isoformat()
    request(client, "020 7946 0024", name="Chose a time", not_before=far, not_after=later)
    client.ask("callback.request", number="+44 20 7946 0023")
    # From here on the switch does not answer: one call is hung up, and another one is on its way to the switch.
    order("delay 60000")
    client.sure("session.drop", session_id=ends)
    version = client.sure("session.open", session_id=going)["rules_version"]
    client.sure("session.call_back", session_id=going, rules_version=version)
    time.sleep(0.5)


def cleaned(value, made):
    """The value with every time after `made` written as "later"."""
    if isinstance(value, dict):
        return {key: cleaned(inner, made) for key, inner in value.items()}
    if isinstance(value, list):
        return [cleaned(inner, made) for inner in value]
    is_time = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", value)
    if is_time and datetime.fromisoformat(value.replace("Z", "+00:00")) > made:
        return "later"
    return value


def told(client):
    """What the daemon says of its sessions."""
    sessions = client.sure("session.list", states=STATES, limit=500)["sessions"]
    ids = [session["session_id"] for session in sessions]
    return {
        "sessions": sessions,
        "got": [client.sure("session.get", session_id=id) for id in ids],
        "explained": [client.sure("session.explain", session_id=id) for id in ids],
    }


def settled(client):
    """Nothing is asked of the switch any more."""
    before = None
    while before != (before := told(client)):
        time.sleep(2)
    return before


def journal(store, *words):
    command = [PROGRAMS / "callbackctl", "--json", "journal", *words, "--store", store]
    return [json.loads(line) for line in subprocess.check_output(command, text=True).splitlines()]


def lines(fields):
    """JSON with one line for each element of a list."""
    line = functools.partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
    inner = {
        name: "[\n" + ",\n".join(map(line, value)) + "\n]" if isinstance(value, list) else line(value)
        for name, value in fields.items()
    }
    return "{\n" + ",\n".join(f"{line(name)}: {value}" for name, value in inner.items()) + "\n}\n"


def main():
    kept = HERE / f"store-{VERSION}.db"
    with tempfile.TemporaryDirectory() as folder:
        centre = Centre(pathlib.Path(folder))
        lost = first_life(centre.open())
        centre.kill()
        second_life(centre.open(), centre.order, lost)
        centre.kill()
        file = sqlite3.connect(centre.folder / "callbackd.db")
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        file.execute("VACUUM")
        file.close()
        shutil.copy(centre.folder / "callbackd.db", kept)
    made = datetime.now(timezone.utc)
    expected = {
        "made": made.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "uid": os.getuid(),
    }
    with tempfile.TemporaryDirectory() as folder:
        centre = Centre(pathlib.Path(folder))
        store = centre.folder / "callbackd.db"
        shutil.copy(kept, store)
        expected["verified"] = journal(store, "verify")
        expected["records"] = journal(store, "export", "--with-personal")
        time.sleep(1)
        client = centre.open()
        expected |= settled(client)
        centre.kill()
    (HERE / f"store-{VERSION}.json").write_text(lines(cleaned(expected, made)))


main()

"""A POP3 and an IMAP server with a few mails in memory: as much of both as a reader of returned letters asks for."""

import re
import socketserver
import threading
from contextlib import contextmanager


class _Pop3(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        box, gone = self.server.box, set()
        self.say("+OK ready")
        for line in self.rfile:
            word, *rest = line.decode().split()
            box.log.append(word)
            if word == "QUIT":
                for number in gone:
                    box.mails.pop(number, None)
                self.say("+OK")
                return
            if box.dies_at == word:
                return
            self.answer(word, rest, box, gone)

    def answer(self, word, rest, box, gone):
        if word == "PASS" and rest != [box.password]:
            self.say("-ERR no")
        elif word == "UIDL":
            self.say("+OK")
            for number in sorted(box.mails.keys() - gone):
                self.say(f"{number} uid-{number}")
            self.say(".")
        elif word == "TOP":
            lines = box.mails[int(rest[0])].split(b"\r\n")
            head = lines.index(b"") if b"" in lines else len(lines)
            self.say("+OK")
            for line in lines[: head + 1 + int(rest[1])]:
                self.wfile.write((b"." + line if line.startswith(b".") else line) + b"\r\n")
            self.say(".")
        else:
            if word == "DELE":
                gone.add(int(rest[0]))
            self.say("+OK")


class _Imap(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        box = self.server.box
        self.say("* OK ready")
        for line in self.rfile:
            tag, _space, said = line.decode().strip().partition(" ")
            word = said.partition(" ")[0].upper()
            box.log.append(said if word == "UID" else word)
            if box.dies_at and said.startswith(box.dies_at):
                return
            self.say(f"{tag} {self.answer(word, said, box)}")
            if word == "LOGOUT":
                return

    def answer(self, word, said, box):
        if word == "LOGIN" and box.password not in said:
            return "NO wrong"
        if word == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1")
        elif word == "SELECT":
            if '"INBOX"' not in said:
                return "NO no such folder"
            self.say(f"* {len(box.mails)} EXISTS")
            self.say("* OK [UIDVALIDITY 7] fine")
        elif word == "EXPUNGE":
            for number in [one for one, flags in box.flags.items() if r"\Deleted" in flags]:
                box.mails.pop(number, None)
        elif said.startswith("UID SEARCH"):
            unread = [number for number in sorted(box.mails) if r"\Seen" not in box.flags.get(number, "")]
            self.say(f"* SEARCH {' '.join(map(str, unread))}".strip())
        elif fetched := re.match(r"UID FETCH (\d+) \(BODY.PEEK\[\]<0.(\d+)>\)", said):
            content = box.mails[int(fetched[1])][: int(fetched[2])]
            self.wfile.write(f"* 1 FETCH (UID {fetched[1]} BODY[]<0> {{{len(content)}}}\r\n".encode())
            self.wfile.write(content + b")\r\n")
        elif stored := re.match(r"UID STORE (\d+) \+FLAGS \((.*)\)", said):
            number = int(stored[1])
            box.flags[number] = f"{box.flags.get(number, '')} {stored[2]}"
        return "OK done"


class Box:
    """The mails by number, what was said to the server, and where it hangs up (`dies_at`)."""

    def __init__(self, mails, password="hemligt"):
        self.mails = dict(enumerate(mails, start=1))
        self.flags, self.log, self.dies_at, self.password = {}, [], None, password


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that has gone is no fault of the test."""


@contextmanager
def serve(kind, box):
    """Run a `pop3` or `imap` server for the box; yields its address."""
    with _Server(("127.0.0.1", 0), {"pop3": _Pop3, "imap": _Imap}[kind]) as server:
        server.box = box
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"{kind}://rus:{box.password}@127.0.0.1:{server.server_address[1]}/INBOX"
        finally:
            server.shutdown()
            thread.join(5)

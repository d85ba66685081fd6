"""A virus scanner in this process that speaks clamd's protocol, well or badly."""

import socketserver
import threading
import time
from contextlib import contextmanager

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        command = self._until_null()
        if command == b"zPING":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM":
            self._stream()

    def _until_null(self):
        said = b""
        while (byte := self.rfile.read(1)) not in (b"\0", b""):
            said += byte
        return said

    def _stream(self):
        clamd, content = self.server.clamd, b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
            if len(content) > clamd.most:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        clamd.seen.append(content)
        time.sleep(clamd.slow)
        answer = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0"
        self.wfile.write(answer if clamd.answer is None else clamd.answer)


class Clamd:
    """What it has seen, and how it behaves."""

    def __init__(self):
        self.seen, self.most, self.slow, self.answer, self.url = [], 100_000_000, 0, None, ""


@contextmanager
def running(path=None):
    """Let it run on a port of this machine, or on a socket at `path`."""
    kind = socketserver.ThreadingUnixStreamServer if path else socketserver.ThreadingTCPServer
    with kind(str(path) if path else ("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads, server.clamd = True, Clamd()
        clamd = server.clamd
        clamd.url = f"unix://{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield clamd
        finally:
            server.shutdown()
            thread.join()

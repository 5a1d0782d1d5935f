"""Frames on the host's socket: big-endian lengths of a JSON header and of a body of bytes, then both."""
import json
import struct

HEAD = struct.Struct("!II")
MAX_HEADER = 16 << 20
MAX_BODY = 1 << 20


class Refused(Exception):
    """A request that can't be done; code is one of the Connect protocol's, or no_space."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Channel:
    def __init__(self, socket):
        self._socket = socket
        self._buffer = bytearray()

    def send(self, header, body=b""):
        data = json.dumps(header, separators=(",", ":")).encode()
        self._socket.sendall(HEAD.pack(len(data), len(body)) + data + bytes(body))

    def receive(self):
        """Reads what is there; gives whole frames, or None at the end."""
        data = self._socket.recv(1 << 18)
        if not data:
            return None
        self._buffer += data
        frames = []
        at = 0
        while len(self._buffer) - at >= HEAD.size:
            header, body = HEAD.unpack_from(self._buffer, at)
            if header > MAX_HEADER or body > MAX_BODY:
                return None
            end = at + HEAD.size + header + body
            if len(self._buffer) < end:
                break
            start = at + HEAD.size
            frames.append((json.loads(self._buffer[start:start + header]), bytes(self._buffer[start + header:end])))
            at = end
        del self._buffer[:at]
        return frames

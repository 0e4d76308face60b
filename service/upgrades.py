"""Answers a request that offers another protocol as the ordinary request that it is also.

Java's own client offers h2c with every request, and so does `curl --http2`. The parser takes what follows such a
request's headers for the other protocol: uvicorn then answers as if there was no body, and reads one that comes in a
packet of its own as the next request.
"""

import sys

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

OFFERED = (b"upgrade", b"http2-settings")


class WithoutUpgrades(HttpToolsProtocol):
    """Uvicorn's protocol, which reads such a request once more without the offer."""

    def data_received(self, data: bytes) -> None:
        """Keeps what came, as the parser tells only where it stopped reading."""
        self._came = data
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """Begins to answer, unless the headers will be read once more."""
        if not self.parser.should_upgrade():
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Takes a part of the body of a request that is answered."""
        if not self.parser.should_upgrade():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Ends the body of a request that is answered."""
        if not self.parser.should_upgrade():
            super().on_message_complete()

    def _should_upgrade(self) -> bool:
        return False  # nothing here speaks another protocol

    def _unsupported_upgrade_warning(self) -> None:
        """Is called where the parser stopped behind the headers."""
        stopped, method = sys.exception(), self.parser.get_method()
        if method == b"CONNECT" or not isinstance(stopped, httptools.HttpParserUpgrade):
            self.send_400_response("Invalid HTTP request received.")
            return
        kept = [b"%b: %b\r\n" % header for header in self.headers if header[0] not in OFFERED]
        head = b"%b %b HTTP/%b\r\n%b\r\n" % (method, self.url, self.parser.get_http_version().encode(), b"".join(kept))
        rest = self._came[stopped.args[0] :]
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self.data_received(head + rest)

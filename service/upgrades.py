"""Answers a request that offers another protocol as the ordinary request that it is also.

Java's own client offers h2c with every request, and so does `curl --http2`. The parser takes what follows such a
request's headers for the other protocol: uvicorn then answers as if there was no body, and reads one that comes in a
packet of its own as the next request.
"""

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

OFFERED = (b"upgrade", b"http2-settings")


class WithoutUpgrades(HttpToolsProtocol):
    """Uvicorn's protocol, which reads such a request once more without the offer."""

    def data_received(self, data: bytes) -> None:
        """Reads what came, and on behind each offer in it."""
        self._unset_keepalive_if_required()
        try:
            self._read(data)
        except httptools.HttpParserError:
            message = "Invalid HTTP request received."
            self.logger.warning(message)
            self.send_400_response(message)

    def _read(self, data: bytes | memoryview) -> None:
        while True:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as stopped:
                data = memoryview(data)[stopped.args[0] :]
                self._read_head_again()
            else:
                return

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

    def _read_head_again(self) -> None:
        """Reads the headers behind which the parser stopped, with one that reads on. Raises HttpParserError."""
        method, version = self.parser.get_method(), self.parser.get_http_version().encode()
        if method == b"CONNECT":
            raise httptools.HttpParserError
        kept = [b"%b: %b\r\n" % header for header in self.headers if header[0] not in OFFERED]
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self.parser.feed_data(b"%b %b HTTP/%b\r\n%b\r\n" % (method, self.url, version, b"".join(kept)))

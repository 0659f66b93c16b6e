"""Asks a server exactly what is to be asked: a browser would tidy the address and the headers."""

import http.client
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict
    body: bytes = b""
    cookies: list = field(default_factory=list)


class Asker:
    """Asks the server at an address as a proxy in front of it would: as if over https."""

    def __init__(self, address, host):
        self.address, self.host = urlsplit(address), host
        self.cookies = {}

    def ask(self, path, method="GET", body=b"", **headers):
        """The Answer to the raw `path`; header names are written with _ for -."""
        connection = http.client.HTTPConnection(
            self.address.hostname, self.address.port, timeout=30
        )
        sent = {"Host": self.host, "X-Forwarded-Proto": "https", "Accept-Encoding": "identity"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            if body or method == "POST":
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            response = connection.getresponse()
            return self._taken(response, response.read())
        finally:
            connection.close()

    def _taken(self, response, body):
        cookies = response.headers.get_all("Set-Cookie") or []
        for each in cookies:
            name, _is, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, body, cookies)

    def post(self, path, fields, **headers):
        """As a page of the site sends a form with these fields, encoded already."""
        headers = {"Content_Type": "application/x-www-form-urlencoded",
                   "Origin": f"https://{self.host}", "Referer": f"https://{self.host}{path}",
                   **headers}  # fmt: skip
        return self.ask(path, "POST", fields.encode(), **headers)

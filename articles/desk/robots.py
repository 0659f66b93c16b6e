"""May programs ask an address? What its host says in robots.txt (RFC 9309)."""

from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

ROBOT = "newsbase"
MOST_ROBOTS = 500_000


class Robots:
    """The rules of hosts, each asked once, by `ask`: a function of an address and `most_bytes` that
    gives an Answer. A host without rules is open; one whose server fails is not. Raises what `ask`
    raises."""

    def __init__(self, ask):
        self.ask, self.rules = ask, {}

    def allow(self, address):
        parts = urlsplit(address)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self.rules:
            self.rules[site] = self._rules(f"{site}/robots.txt")
        return self.rules[site].can_fetch(ROBOT, address)

    def _rules(self, address):
        rules = RobotFileParser()
        answer = self.ask(address, most_bytes=MOST_ROBOTS)
        text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
        if answer.status >= 500:
            text = "User-agent: *\nDisallow: /"
        rules.parse(text.splitlines())
        return rules

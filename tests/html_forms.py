"""What a browser would send: the fields of a rendered form with their values."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.fields, self.select, self.area = {}, None, None

    def handle_starttag(self, tag, pairs):
        attributes = dict(pairs)
        name = attributes.get("name")
        if tag == "input" and name and not self._is_left_out(attributes):
            ticked = "on" if attributes.get("type") == "checkbox" else ""
            self._add(name, attributes.get("value", ticked))
        elif tag == "textarea" and name:
            self.area, self.text = name, ""
        elif tag == "select" and name and "__prefix__" not in name:
            self.select, self.options = name, []
            self.is_multiple = "multiple" in attributes
        elif tag == "option" and self.select:
            self.options.append((attributes.get("value", ""), "selected" in attributes))

    def _is_left_out(self, attributes):
        kind = attributes.get("type", "text")
        unticked = kind in ("checkbox", "radio") and "checked" not in attributes
        return unticked or kind in ("submit", "button") or "__prefix__" in attributes["name"]

    def _add(self, name, value):
        self.fields.setdefault(name, []).append(value)

    def handle_data(self, data):
        if self.area:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            if "__prefix__" not in self.area:
                # A browser drops the line break right after the opening tag.
                self._add(self.area, self.text.removeprefix("\r").removeprefix("\n"))
            self.area = None
        elif tag == "select" and self.select:
            self._choose()
            self.select = None

    def _choose(self):
        chosen = [value for value, is_selected in self.options if is_selected]
        if not chosen and not self.is_multiple:
            # A browser sends the first option of a list in which none is chosen.
            chosen = [value for value, _ in self.options[:1]]
        for value in chosen:
            self._add(self.select, value)


def filled_in(response, **changes):
    """The fields of the page's forms as they stand, with `changes` typed over them."""
    parser = _Fields()
    parser.feed(response.content.decode())
    return {**parser.fields, **{name.replace("__", "-"): value for name, value in changes.items()}}

"""The columns of the files that records travel in: what each writes, and how it is read back.

Each is a Field of django-import-export. A cell is one text; a list has an item a line, the parts
of an item are separated by ' | '. In what is not a part itself, a backslash stands before a
backslash, a bar and the n of a line break.
"""

import math
import re
from collections import Counter
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export.fields import Field

from articles import policy, workflow
from articles.models import Article, Claim
from articles.models.articles import State
from entities.figures import (
    Figure,
    Interval,
    format_figure,
    format_interval,
    parse_figure,
    parse_interval,
)
from entities.models import Alias, Capacity, Organisation, Party

_PART = re.compile(r"(?:[^\\|]|\\.)*", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
YES, NO = "yes", "no"


def joined(*parts):
    """One line of a list: its parts, escaped, with ' | ' between them."""
    return " | ".join(
        part.strip()
        .replace("\r\n", "\n")
        .replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("\n", "\\n")
        for part in parts
    ).strip()


def split(line):
    """The parts that `joined` made `line` of."""
    parts, at = [], 0
    while at <= len(line):
        part = _PART.match(line, at)
        parts.append(part[0].strip())
        at = part.end() + 1
    return [_ESCAPED.sub(lambda m: {"n": "\n"}.get(m[1], m[1]), part) for part in parts]


def messages(error):
    """The texts of a ValueError or a ValidationError."""
    return error.messages if isinstance(error, ValidationError) else [str(error)]


class Column(Field):
    """A column of one value: a text, unless a subclass says otherwise."""

    def __init__(self, name):
        super().__init__(attribute=name, column_name=name)

    def save(self, instance, row, is_m2m=False, **options):
        setattr(instance, self.attribute, self.read(row[self.column_name]))

    def export(self, instance, **options):
        value = getattr(instance, self.attribute)
        return "" if value is None else self.write(value)

    def read(self, text):
        return text

    def write(self, value):
        return str(value).replace("\r\n", "\n").strip()


class Choice(Column):
    """One of a few words; an empty cell means the usual one, where there is one."""

    def save(self, instance, row, is_m2m=False, **options):
        usual = instance._meta.get_field(self.attribute).get_default()
        setattr(instance, self.attribute, row[self.column_name] or usual or "")


class Day(Column):
    def read(self, text):
        try:
            return date.fromisoformat(text[:10])
        except ValueError as error:
            raise ValueError(_("Type the date as 2025-09-16.")) from error


class Truth(Column):
    def read(self, text):
        if text.lower() not in (YES, NO, ""):
            raise ValueError(_("Type yes or no."))
        return text.lower() == YES

    def write(self, value):
        return YES if value else NO


class Degrees(Column):
    def read(self, text):
        try:
            number = float(text.replace(",", ".")) if text else 0.0
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise ValueError(_("Type degrees as a number, e.g. 51.5."))
        return number if text else None

    def write(self, value):
        return value


class FigureColumn(Column):
    """A figure in the newsroom's own notation."""

    def read(self, text):
        return parse_figure(text)

    def write(self, value):
        return format_figure(value, "en")


class Link(Column):
    """One other record, by its address."""

    def __init__(self, name, model, key="slug"):
        super().__init__(name)
        self.model, self.key = model, key

    def read(self, text):
        return find(self.model, self.key, text) if text else None

    def write(self, value):
        return getattr(value, self.key)


def find(model, key, text):
    """The record of `model` whose `key` is `text`; ValueError for one that is not, or is merged."""
    record = model.objects.filter(**{key: text}).first()
    if record is None:
        raise ValueError(
            _("There is no %(kind)s with the address “%(key)s”.")
            % {"kind": model._meta.verbose_name, "key": text}
        )
    if other := getattr(record, "merged_into", None):
        raise ValueError(merged_message(record, other))
    return record


def merged_message(record, other):
    """What is said of a record that was merged into `other`."""
    told = {"name": record, "other": getattr(other, "address", other)}
    return _("“%(name)s” was merged: use “%(other)s”.") % told


class List(Column):
    """A column of several items, an item a line.

    What a row says stands in `instance.read[name]` until the record is saved; then `settle`
    makes it so, and returns the ids of the articles that it changed, if any.
    """

    def save(self, instance, row, is_m2m=False, user=None, **options):
        items, wrong = [], []
        for line in filter(None, map(str.strip, row[self.column_name].split("\n"))):
            try:
                items.append(self.read_item(instance, line, user))
            except (ValueError, ValidationError) as error:
                wrong += [f"“{line[:60]}”: {each}" for each in messages(error)]
        keys = self.keys(items)
        if not wrong and len(set(keys)) < len(keys):
            wrong.append(_("The same line is there twice."))
        if wrong:
            raise ValidationError({self.attribute: wrong})
        instance.read[self.attribute] = items

    def keys(self, items):
        """What tells each of `items` from the others."""
        return [self.key(item) for item in items]

    def items(self, instance):
        """What the row says, or what the base holds where the row says nothing."""
        read = getattr(instance, "read", {})
        return read[self.attribute] if self.attribute in read else self.kept(instance)

    def kept(self, instance):
        return list(getattr(instance, self.attribute).all()) if instance.pk else []

    def export(self, instance, user=None, **options):
        return "\n".join(sorted(self.write_item(instance, item) for item in self.items(instance)))


class Links(List):
    """Other records, by their addresses."""

    def __init__(self, name, model, key="slug"):
        super().__init__(name)
        self.model, self.by = model, key

    def read_item(self, instance, line, user):
        return find(self.model, self.by, line)

    def write_item(self, instance, record):
        return getattr(record, self.by)

    def key(self, record):
        return record.pk

    def settle(self, instance, user):
        getattr(instance, self.attribute).set(instance.read[self.attribute])


class OwnedRows(List):
    """Rows of another table that belong to the record: those with the same key are changed,
    the others made or deleted."""

    owner, columns = None, ()

    def settle(self, instance, user):
        known, rows = self._keyed(self.kept(instance)), self._keyed(instance.read[self.attribute])
        for key in known.keys() - rows.keys():
            known[key].delete()
        for key in sorted(rows, key=lambda key: self.order(rows[key])):
            row, saved = rows[key], known.get(key, rows[key])
            changed = {name for name in self.columns if getattr(saved, name) != getattr(row, name)}
            for name in changed:
                setattr(saved, name, getattr(row, name))
            if changed or saved is row:
                setattr(saved, self.owner, instance)
                saved.save()

    def _keyed(self, rows):
        return dict(zip(self.keys(rows), rows, strict=True))

    def order(self, row):
        return 0


class Aliases(OwnedRows):
    owner = "organisation"

    def read_item(self, instance, line, user):
        alias = Alias(name=line)
        alias.full_clean(exclude=["organisation", "folded_name"])
        return alias

    def write_item(self, instance, alias):
        return alias.name.strip()

    def key(self, alias):
        return alias.name.strip()


class Parties(OwnedRows):
    """role | organisation | stated share."""

    owner, columns = "investment", ("share",)

    def read_item(self, instance, line, user):
        role, slug, share = _parts(line, 3, _("role | organisation | stated share"))
        party = Party(role=role, organisation=find(Organisation, "slug", slug))
        party.share = self._share(instance, share) if share else None
        party.full_clean(exclude=["investment"])
        return party

    def _share(self, instance, text):
        currency = instance.currency
        figure = parse_figure(text, currency) if currency else parse_interval(text)
        if figure.qualifier != "exact" or figure.is_approximate:
            raise ValueError(_("A share is one exact sum."))
        return figure.high

    def write_item(self, instance, party):
        parts = [party.role, party.organisation.slug]
        if party.share is not None:
            parts.append(self._written(party.share, instance.currency))
        return joined(*parts)

    def _written(self, share, currency):
        if currency:
            return format_figure(Figure(share, share, currency), "en")
        return format_interval(Interval(share, share), "en")

    def key(self, party):
        return party.role, party.organisation_id


class Capacities(OwnedRows):
    """quantity | unit | product | due by.

    Several may be of one unit and product, two phases of 100 GPUs each: they are told apart by
    their order. What contains a quantity is said on its own page and stays.
    """

    columns = ("low", "high", "is_approximate", "due_by")

    def __init__(self, name, owner):
        super().__init__(name)
        self.owner = owner

    def read_item(self, instance, line, user):
        quantity, unit, product, due_by = _parts(line, 4, _("quantity | unit | product | due by"))
        capacity = Capacity(unit=unit, product=product)
        capacity.interval = parse_interval(quantity)
        capacity.due_by = Day("due_by").read(due_by) if due_by else None
        capacity.full_clean(exclude=["investment", "site"], validate_constraints=False)
        return capacity

    def write_item(self, instance, capacity):
        quantity = format_interval(capacity.interval, "en")
        due_by = capacity.due_by.isoformat() if capacity.due_by else ""
        return joined(quantity, capacity.unit, capacity.product, due_by).rstrip("| ")

    def keys(self, items):
        number, keys = Counter(), {}
        for item in sorted(items, key=lambda item: self.write_item(None, item)):
            number[self.key(item)] += 1
            keys[id(item)] = (*self.key(item), number[self.key(item)])
        return [keys[id(item)] for item in items]

    def key(self, capacity):
        return capacity.unit, capacity.product.strip()


class Claims(OwnedRows):
    """article | statement | what it states | chosen | in a few words | quote.

    Only those of articles that the user may read leave the base, and only articles that they may
    edit are changed; what readers see already is corrected on the article's own page.
    """

    owner = "investment"
    columns = ("low", "high", "currency", "is_approximate", "unit", "status", "summary",
               "is_chosen")  # fmt: skip

    def read_item(self, instance, line, user):
        names = _("article | statement | what it states | chosen | in a few words | quote")
        slug, statement, stated, chosen, summary, quote = _parts(line, 6, names)
        articles = Article.objects.filter(policy.readable(user)) if user else Article.objects
        article = articles.filter(slug=slug).first()
        if article is None:
            raise ValueError(_("You may read no article with the address “%s”.") % slug)
        claim = Claim(article=article, statement=statement, summary=summary, quote=quote)
        if chosen not in ("chosen", ""):
            raise ValueError(_("Type 'chosen' or nothing."))
        claim.is_chosen = bool(chosen)
        self._state(claim, stated)
        claim.full_clean(exclude=["investment", "site"])
        return claim

    def _state(self, claim, text):
        if claim.statement == Claim.Statement.FIGURE:
            claim.interval = parse_figure(text)
        elif claim.statement == Claim.Statement.QUANTITY:
            amount, _space, claim.unit = text.rpartition(" ")
            claim.interval = parse_interval(amount)
        else:
            claim.status = text

    def write_item(self, instance, claim):
        chosen = "chosen" if claim.is_chosen else ""
        return joined(claim.article.slug, claim.statement, self._stated(claim), chosen,
                      claim.summary, claim.quote)  # fmt: skip

    def _stated(self, claim):
        if claim.statement == Claim.Statement.FIGURE:
            return format_figure(claim.interval, "en")
        if claim.statement == Claim.Statement.QUANTITY:
            return f"{format_interval(claim.interval, 'en')} {claim.unit}"
        return claim.status

    def key(self, claim):
        return claim.article_id, claim.statement, " ".join(claim.quote.split())

    def order(self, claim):
        # What was chosen before steps back first: only one may be.
        return claim.is_chosen

    def save(self, instance, row, is_m2m=False, user=None, **options):
        super().save(instance, row, is_m2m, user=user, **options)
        wrong = [
            _("“%s” is published or retracted: correct it on its own page, readers are told.")
            % article
            if article.state in (State.PUBLISHED, State.RETRACTED)
            else _("You may not edit the article “%s”.") % article
            for article in self._changed_articles(instance)
            if article.state in (State.PUBLISHED, State.RETRACTED)
            or not policy.may_edit_article(user, article)
        ]
        if wrong:
            raise ValidationError({self.attribute: wrong})

    def _changed_articles(self, instance):
        kept, read = (
            {self.write_item(instance, claim): claim.article for claim in claims}
            for claims in (self.kept(instance), instance.read[self.attribute])
        )
        return {(kept | read)[line] for line in kept.keys() ^ read.keys()}

    def settle(self, instance, user):
        articles = self._changed_articles(instance)
        super().settle(instance, user)
        for article in articles:
            self._edited(Article.objects.get(pk=article.pk), user)
        return {article.pk for article in articles}

    def _edited(self, article, user):
        """What saving an article's claims in its own form does besides."""
        article.version += 1
        article.save(update_fields=["version"])
        if article.author_id != user.pk:
            article.contributors.add(user)
        workflow.review_again(article, by=user)


def _parts(line, number, names):
    parts = split(line)
    if len(parts) > number or not parts[0]:
        raise ValueError(_("A line here is: %s") % names)
    return [*parts, *[""] * (number - len(parts))]

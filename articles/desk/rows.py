"""The columns of a file that hold rows of other tables: names, parties, capacities and claims of a
record, a line each."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles import policy, workflow
from articles.desk.columns import Day, List, find, joined, split
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

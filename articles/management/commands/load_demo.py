from collections import defaultdict

import reversion
import yaml
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction

from articles import checks, workflow
from articles.models import Article, Claim, Dossier
from entities.figures import FigureError, Interval, parse_figure, parse_interval
from entities.models import (
    Alias,
    Capacity,
    ExchangeRate,
    FormerAddress,
    Investment,
    Organisation,
    Party,
    Place,
    Site,
)

FOLDER = settings.BASE_DIR / "demo"


def read_facts():
    """The rows of all files of the demo data: name of the list -> rows, places from the top."""
    facts = defaultdict(list)
    for path in sorted(FOLDER.glob("*.yaml")):
        for name, rows in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            facts[name] += rows
    facts["places"].sort(key=lambda row: row["path"].count("/"))
    return facts


class Command(BaseCommand):
    help = (
        "Load the demo announcements, through validation and workflow. Adds what is missing and"
        " never touches a record that is there: an editor's change stays."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if there is an article already"
        )

    def handle(self, if_empty, **options):
        if if_empty and Article.objects.exists():
            return
        facts = read_facts()
        try:
            with transaction.atomic(), reversion.create_revision():
                reversion.set_comment("Demo data")
                loaded = Loader(facts, self.progress).load()
        except (ValidationError, FigureError) as error:
            raise CommandError(f"The demo data has a fault: {error}") from error
        self.stdout.write("Demo data: " + ", ".join(f"{n} {name}" for name, n in loaded.items()))

    def progress(self, name):
        self.stdout.write(f"Loading {name.replace('_', ' ')} ...")


class Loader:
    """Adds the records of a demo file that the base does not have yet.

    `self.known` maps (model, key of the file) to the record, new or found.
    """

    def __init__(self, facts, progress):
        self.facts, self.progress = facts, progress
        self.known, self.new, self.nested = {}, set(), []
        self.writer, self.editor, self.publisher = map(
            _colleague, ("writer", "editor", "publisher")
        )

    def load(self):
        for name in (
            "exchange_rates",
            "places",
            "organisations",
            "sites",
            "dossiers",
            "investments",
            "articles",
        ):
            self.progress(name)
            for row in self.facts.get(name, ()):
                getattr(self, f"_{name}")(dict(row))
        self._link_investments()
        self._link_capacities()
        self._publish()
        return {name: len(rows) for name, rows in self.facts.items()}

    def _exchange_rates(self, row):
        day = {"currency": row["currency"], "valid_on": row["valid_on"]}
        if not ExchangeRate.objects.filter(**day).exists():
            _save(ExchangeRate(**row))

    def _places(self, row):
        path = row.pop("path")
        parent, _, slug = path.rpartition("/")
        self._add(Place, path, row, slug=slug, parent=self._get(Place, parent))

    def _organisations(self, row):
        aliases = row.pop("aliases", ())
        row["place"] = self._get(Place, row.get("place"))
        row["parent"] = self._get(Organisation, row.get("parent"))
        organisation = self._add(Organisation, row["slug"], row)
        for name in aliases if organisation in self.new else ():
            _save(Alias(organisation=organisation, name=name))

    def _sites(self, row):
        operators, capacities = row.pop("operators", ()), row.pop("capacities", ())
        row["place"] = self._get(Place, row["place"])
        site = self._add(Site, row["slug"], row)
        if site in self.new:
            site.operators.set(self._all(Organisation, operators))
            self._add_capacities(capacities, site=site)

    def _add_capacities(self, rows, **owner):
        for row in map(dict, rows):
            key, whole = row.pop("key", None), row.pop("part_of", None)
            amount = parse_interval(str(row.pop("amount")))
            capacity = _save(Capacity(interval=amount, **row, **owner))
            self.known[Capacity, key] = capacity
            if whole:
                self.nested.append((capacity, whole))

    def _link_capacities(self):
        """A site's capacity may be part of an investment's: linked when all are there."""
        for capacity, whole in self.nested:
            capacity.part_of = self._get(Capacity, whole)
            _save(capacity)

    def _dossiers(self, row):
        self._add(Dossier, row["slug"], row)

    def _investments(self, row):
        links = {name: row.pop(name, ()) for name in ("parties", "places", "sites", "capacities")}
        row["figure"] = parse_figure(row["figure"])
        later = ("part_of", "supersedes", "may_overlap")
        columns = {name: value for name, value in row.items() if name not in later}
        investment = self._add(Investment, row["slug"], columns)
        if investment in self.new:
            investment.places.set(self._all(Place, links["places"]))
            investment.sites.set(self._all(Site, links["sites"]))
            self._add_capacities(links["capacities"], investment=investment)
            for party in links["parties"]:
                self._add_party(investment, **party)

    def _add_party(self, investment, organisation, role, share=None):
        organisation = self._get(Organisation, organisation)
        share = parse_figure(share).headline if share else None
        _save(Party(investment=investment, organisation=organisation, role=role, share=share))

    def _link_investments(self):
        """Investments name each other in any order, so they are linked when all are there."""
        for row in self.facts["investments"]:
            investment = self._get(Investment, row["slug"])
            if investment in self.new:
                investment.part_of = self._get(Investment, row.get("part_of"))
                investment.supersedes = self._get(Investment, row.get("supersedes"))
                _save(investment)
                investment.may_overlap.add(*self._all(Investment, row.get("may_overlap", ())))

    def _articles(self, row):
        links = {
            name: row.pop(name, ())
            for name in ("dossiers", "related", "organisations", "sites", "claims")
        }
        row["source"] = self._get(Organisation, row["source"])
        row.pop("translation_of", None)
        article = self._add(Article, row["slug"], row, author=self.writer)
        if article in self.new:
            article.organisations.set(self._all(Organisation, links["organisations"]))
            article.sites.set(self._all(Site, links["sites"]))
            for dossier in self._all(Dossier, links["dossiers"]):
                dossier.articles.add(article)
            for claim in links["claims"]:
                self._add_claim(article, dict(claim))

    def _add_claim(self, article, row):
        figure, amount = row.pop("figure", None), row.pop("amount", None)
        stated = parse_figure(figure) if figure else Interval(None, None)
        stated = parse_interval(str(amount)) if amount else stated
        investment = self._get(Investment, row.pop("investment", None))
        site = self._get(Site, row.pop("site", None))
        _save(Claim(article=article, investment=investment, site=site, interval=stated, **row))

    def _publish(self):
        """Take the new articles through the workflow, and link them to each other."""
        self.progress("articles through review")
        articles = [(self._get(Article, row["slug"]), row) for row in self.facts["articles"]]
        new = [(article, row) for article, row in articles if article in self.new]
        for article, row in new:
            article.related.add(*self._all(Article, row.get("related", ())))
            article.translation_of = self._get(Article, row.get("translation_of"))
            _save(article)
            workflow.submit(article, by=self.writer)
            workflow.approve(article, by=self.editor)
            checks.accept_all(article, by=self.publisher)
            workflow.publish(article, by=self.publisher)

    def _add(self, model, key, row, **more):
        """The record of `model` that the file calls `key`: as it is in the base, or new."""
        record = _find(model, key)
        if record is None:
            record = _save(model(**{**row, **more}))
            self.new.add(record)
        self.known[model, key] = record
        return record

    def _get(self, model, key):
        """The record that the file calls `key`, or None for no key."""
        if not key:
            return None
        if (model, key) not in self.known:
            raise CommandError(f"The demo data names an unknown {model.__name__}: {key}")
        return self.known[model, key]

    def _all(self, model, keys):
        return [self._get(model, key) for key in keys]


def _find(model, key):
    """The record that has or had this address."""
    field = "path" if model is Place else "slug"
    left = FormerAddress.objects.for_model(model).filter(address=key)
    return (
        model.objects.filter(**{field: key}).first()
        or model.objects.filter(pk__in=left.values("record_id")).first()
    )


def _save(record):
    # The database checks its constraints itself; asking it twice takes half of the time.
    try:
        record.full_clean(validate_constraints=False)
        record.save()
    except (ValidationError, IntegrityError) as error:
        raise CommandError(f"The demo data has a fault at “{record}”: {error}") from error
    return record


def _colleague(role):
    """The account that enters, reviews or publishes the demo data; without a password if new."""
    user, is_new = get_user_model().objects.get_or_create(
        username=role, defaults={"is_staff": True, "first_name": "Demo", "last_name": role}
    )
    if is_new:
        user.set_unusable_password()
        user.save()
        user.groups.add(Group.objects.get(name=role))
    return user

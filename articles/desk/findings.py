"""What a check of the base is, how many records it finds, and which of those may wait."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q

from articles import policy
from articles.models import SetAside

EVERY_ARTICLE = Q()


@dataclass(frozen=True)
class Check:
    """One kind of finding.

    `find` gives the rows of `model`, articles only where they meet the condition `readable`;
    `detail` says of one of them, in a few words, what is wrong; `subject` leads to the record on
    whose page it is mended.
    """

    name: str
    title: str
    advice: str
    model: type
    find: Callable
    detail: Callable = lambda row: ""
    subject: Callable = lambda row: row

    @property
    def kind(self):
        return self.model._meta.model_name

    def rows(self, readable=EVERY_ARTICLE, *, aside=False):
        """What is found and not set aside; with `aside`, what is, each with its `set_aside`."""
        decided = SetAside.objects.current().filter(check_name=self.name, kind=self.kind)
        here = decided.filter(record_id=OuterRef("pk"))
        found = self.find(readable).order_by("pk")
        return found.filter(Exists(here)) if aside else found.exclude(Exists(here))

    def count(self, readable=EVERY_ARTICLE):
        """(number found and not set aside, number set aside)"""
        decided = SetAside.objects.current().filter(check_name=self.name, kind=self.kind)
        aside = self.find(readable).filter(pk__in=decided.values("record_id")).count()
        return self.find(readable).count() - aside, aside

    def decisions(self, rows):
        """Id of a row -> its SetAside, for those of `rows` that have one."""
        pks = [row.pk for row in rows]
        decided = SetAside.objects.filter(check_name=self.name, kind=self.kind, record_id__in=pks)
        return {each.record_id: each for each in decided.select_related("by")}


@dataclass(frozen=True)
class Finding:
    """How many records a check finds that are not set aside, and how many are."""

    check: Check
    number: int
    aside: int


def set_aside(check, row, *, until, reason, by):
    """Let a finding rest until the date `until`, replacing an earlier decision about it."""
    if not policy.may(by, "set_aside_finding"):
        raise PermissionDenied
    about = {"check_name": check.name, "kind": check.kind, "record_id": row.pk}
    SetAside.objects.update_or_create(
        **about, defaults={"until": until, "reason": reason, "by": by}
    )


def take_up(check, row, *, by):
    """Show a finding among the others again."""
    if not policy.may(by, "set_aside_finding"):
        raise PermissionDenied
    SetAside.objects.filter(check_name=check.name, kind=check.kind, record_id=row.pk).delete()

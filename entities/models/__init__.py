from entities.models.addresses import FormerAddress
from entities.models.capacities import Capacity
from entities.models.changes import InvestmentChange
from entities.models.exchange_rates import ExchangeRate
from entities.models.investments import Investment, InvestmentQuerySet, Party
from entities.models.organisations import Alias, Organisation
from entities.models.places import Place
from entities.models.publication import PublicQuerySet, Publishable
from entities.models.sites import Site

__all__ = [
    "Alias",
    "Capacity",
    "ExchangeRate",
    "FormerAddress",
    "Investment",
    "InvestmentChange",
    "InvestmentQuerySet",
    "Organisation",
    "Party",
    "Place",
    "PublicQuerySet",
    "Publishable",
    "Site",
]

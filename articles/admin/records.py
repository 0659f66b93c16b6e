"""The records in the admin: how they look is in entities.admin, who may do what is in policy."""

from django.contrib import admin

from articles import policy
from articles.admin.bulk import BulkAdmin
from articles.admin.duplicates import AsksAboutDuplicates
from articles.admin.guarded import GuardedAdmin
from articles.admin.merging import MergeAdmin
from articles.admin.saved_views import SavedViewsAdmin
from articles.admin.transfer import TransferableAdmin
from articles.models import Dossier
from entities import admin as looks
from entities.models import ExchangeRate, Investment, Organisation, Place, Site


@admin.register(Place)
class GuardedPlaceAdmin(MergeAdmin, GuardedAdmin, looks.PlaceAdmin):
    pass


@admin.register(Organisation)
class GuardedOrganisationAdmin(
    TransferableAdmin,
    MergeAdmin,
    BulkAdmin,
    AsksAboutDuplicates,
    GuardedAdmin,
    looks.OrganisationAdmin,
):
    pass


@admin.register(Site)
class GuardedSiteAdmin(TransferableAdmin, MergeAdmin, BulkAdmin, GuardedAdmin, looks.SiteAdmin):
    pass


@admin.register(Investment)
class GuardedInvestmentAdmin(
    TransferableAdmin, BulkAdmin, AsksAboutDuplicates, GuardedAdmin, looks.InvestmentAdmin
):
    pass


@admin.register(Dossier)
class DossierAdmin(GuardedAdmin, looks.RecordAdmin):
    list_display = ["title", "is_public"]
    search_fields = ["folded_title"]
    autocomplete_fields = ["articles"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "summary", "articles"]


@admin.register(ExchangeRate)
class GuardedExchangeRateAdmin(SavedViewsAdmin, looks.ExchangeRateAdmin):
    def has_module_permission(self, request):
        return policy.may(request.user, "read_record")

    def has_view_permission(self, request, obj=None):
        return policy.may(request.user, "read_record")

    def has_add_permission(self, request):
        return policy.may(request.user, "edit_public_record")

    def has_change_permission(self, request, obj=None):
        return policy.may(request.user, "edit_public_record")

    def has_delete_permission(self, request, obj=None):
        return policy.may(request.user, "delete_record")

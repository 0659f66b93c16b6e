"""What the reader's pages of records share: lists with filters, and details found by address."""

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpResponsePermanentRedirect
from django.views.generic import DetailView, ListView

from entities.models import FormerAddress
from entities.parameters import CurrencyFilter


class Ranked:
    """Rows of a queryset in the order of `pks`, read page by page."""

    def __init__(self, queryset, pks):
        self.queryset, self.model, self.pks = queryset, queryset.model, pks

    def __len__(self):
        return len(self.pks)

    def __getitem__(self, page):
        rows = self.queryset.order_by().in_bulk(self.pks[page])
        return [rows[pk] for pk in self.pks[page] if pk in rows]


class FilteredList(ListView):
    """A list of public records. Invalid or unknown parameters answer 400, at their fields."""

    filterset_class = None
    per_page = 25

    def get_queryset(self):
        return self.model.objects.public()

    def get(self, request, *args, **kwargs):
        self.filterset = self.filterset_class(request.GET, queryset=self.get_queryset())
        self.is_valid = self.filterset.is_valid()
        self.object_list = self.filterset.qs if self.is_valid else self.model.objects.none()
        context = self.get_context_data()
        return self.render_to_response(context, status=200 if self.is_valid else 400)

    def get_context_data(self, **kwargs):
        page = self._page()
        name = self.get_context_object_name(self.object_list)
        return {
            "view": self,
            "filterset": self.filterset,
            "form": self.filterset.form,
            "is_valid": self.is_valid,
            "page_obj": page,
            name: page.object_list,
            **kwargs,
        }

    def _page(self):
        number = self.filterset.page if self.is_valid else 1
        try:
            return Paginator(self.object_list, self.per_page).page(number)
        except EmptyPage as error:
            raise Http404 from error


class RecordDetail(DetailView):
    """A public record by its address; an address it left redirects to the one it has."""

    def get_queryset(self):
        return self.model.objects.public()

    def get(self, request, *args, **kwargs):
        self.choice = CurrencyFilter(request.GET, queryset=self.model.objects.none())
        self.is_valid = self.choice.is_valid()
        try:
            self.object = self.get_object()
        except Http404:
            return self.moved()
        status = 200 if self.is_valid else 400
        return self.render_to_response(self.get_context_data(), status=status)

    @property
    def currency(self):
        """The reporting currency of the page's totals."""
        return self.choice.currency_code

    def get_context_data(self, **kwargs):
        shared = {"currency": self.currency, "form": self.choice.form, "is_valid": self.is_valid}
        return super().get_context_data(**shared, **kwargs)

    def moved(self):
        """Where the record that had this address is now, if it is public; Http404 otherwise."""
        left = FormerAddress.objects.for_model(self.model).filter(address=self.get_address())
        record = self.get_queryset().filter(pk__in=left.values("record_id")).first()
        if record is None:
            raise Http404
        return HttpResponsePermanentRedirect(record.get_absolute_url())

    def get_address(self):
        return self.kwargs["slug"]

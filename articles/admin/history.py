"""The history of a record in the admin: its versions, what differs, and restoring one."""

from contextlib import nullcontext

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from reversion.admin import VersionAdmin
from reversion.models import Version

from articles.desk import differences, history, typed
from articles.desk.pages import page_of
from articles.models import Article
from articles.workflow import StaleVersion, WorkflowError

PER_PAGE = 30


class HistoryAdmin(VersionAdmin):
    revision_form_template = "admin/guarded_revision_form.html"
    # Without the library's "recover deleted": it would write past the workflow.
    change_list_template = "admin/change_list.html"

    def create_revision(self, request):
        """A transaction for what writes; a page that is only read must not wait for other writers,
        as it would on SQLite."""
        is_read = request.method in ("GET", "HEAD", "OPTIONS")
        return nullcontext() if is_read else super().create_revision(request)

    def get_urls(self):
        opts = self.model._meta
        prefix, wrap = f"{opts.app_label}_{opts.model_name}", self.admin_site.admin_view
        return [
            path("<path:object_id>/history/compare/", wrap(self.compare_view),
                 name=f"{prefix}_compare"),
            path("<path:object_id>/history/<int:version_id>/restore/", wrap(self.restore_view),
                 name=f"{prefix}_restore"),
            *super().get_urls(),
        ]  # fmt: skip

    def history_view(self, request, object_id, extra_context=None):
        """Who saved what, when and why, the latest first; two of them are chosen to compare."""
        record = self._record(request, object_id)
        versions = self._versions(record)
        page = Paginator(versions, PER_PAGE).get_page(request.GET.get("page"))
        # One more, to tell what the last on the page changed.
        first = page.start_index() - 1 if versions else 0
        shown = list(versions[first : first + PER_PAGE + 1])
        found = history.snapshots(shown)
        for version, before in zip(shown, [*shown[1:], None], strict=True):
            version.changed = (
                differences.changed_labels(found[before.pk], found[version.pk]) if before else []
            )
        page.object_list = shown[:PER_PAGE]
        context = {"page_obj": page, "may_restore": self._may_restore(request, record)}
        return self._history_page(
            request, "admin/history/list.html", record, _("History"), **context
        )

    def compare_view(self, request, object_id):
        """What differs between the versions `from` and `to`; without `to`, what is live."""
        record = self._record(request, object_id)
        before = self._version(record, request.GET.get("from"))
        after = self._version(record, request.GET["to"]) if request.GET.get("to") else None
        if after and after.pk < before.pk:
            before, after = after, before
        found = history.snapshots([version for version in (before, after) if version])
        now = found[after.pk] if after else history.live(record)
        context = {
            "before": before,
            "after": after,
            "differences": differences.differences(found[before.pk], now, request.user),
            "may_restore": self._may_restore(request, record),
        }
        return self._history_page(
            request, "admin/history/compare.html", record, _("Compare"), **context
        )

    def restore_view(self, request, object_id, version_id):
        """Show what restoring a version would change, and do so when it is confirmed."""
        record = self._record(request, object_id)
        if not self._may_restore(request, record):
            raise PermissionDenied
        version = self._version(record, str(version_id))
        snapshot = history.snapshots([version])[version.pk]
        status = 200
        if request.method == "POST":
            try:
                self._restore(request, record, snapshot)
            except WorkflowError as error:
                messages.error(request, error)
                status = 409 if isinstance(error, StaleVersion) else 422
                record = self._record(request, object_id)
            else:
                messages.success(request, _("The version is restored."))
                return HttpResponseRedirect(page_of(record))
        context = {
            "before": version,
            "differences": differences.differences(history.live(record), snapshot, request.user),
            "tells_readers": isinstance(record, Article) and record.is_public,
            "typed": request.POST,
        }
        return self._history_page(
            request, "admin/history/restore.html", record, _("Restore"), status, **context
        )

    def _restore(self, request, record, snapshot):
        record.version = typed.version(request)
        history.restore(
            record,
            snapshot,
            by=request.user,
            reason=typed.text(request, "reason", 500),
            correction=typed.text(request, "correction", 500),
        )

    def _may_restore(self, request, record):
        return self.has_change_permission(request, record)

    def _record(self, request, object_id):
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        return record

    def _versions(self, record):
        versions = Version.objects.get_for_object(record).select_related("revision__user")
        return versions.order_by("-pk")

    def _version(self, record, pk):
        version = self._versions(record).filter(pk=typed.key(pk)).first()
        if version is None:
            raise Http404
        return version

    def _history_page(self, request, template, record, title, status=200, **context):
        opts = self.model._meta
        context |= {"title": title, "subtitle": str(record), "record": record, "opts": opts}
        context |= {
            "change_page": page_of(record),
            "history_page": page_of(record, "history"),
            "compare_page": page_of(record, "compare"),
        }
        request.current_app = self.admin_site.name
        shared = self.admin_site.each_context(request)
        return TemplateResponse(request, template, {**shared, **context}, status=status)

    def revision_view(self, request, object_id, version_id, extra_context=None):
        """Show an old version as it stood on the page."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        self._record(request, object_id)
        return super().revision_view(request, object_id, version_id, extra_context)

    def recoverlist_view(self, request, extra_context=None):
        raise PermissionDenied

    def recover_view(self, request, version_id, extra_context=None):
        raise PermissionDenied

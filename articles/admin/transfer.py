"""Import and Export on the admin's lists: a file is sent, its dry run read, and then confirmed.

Between the two the file waits in a private temporary file. The form that confirms carries a
signed token with its name, its SHA-256 and what the dry run said: what is done is what was read.
"""

import hashlib
import io
import re
import tempfile
import time
from pathlib import Path

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import events, sessions
from accounts.models.events import Kind
from articles import policy
from articles.admin.effects import effects_context
from articles.desk import exporting, importing
from articles.desk.pages import page_name
from articles.desk.resources import RESOURCES
from articles.desk.sheets import BROWSER, READERS, Sheet, SheetError
from entities.exports import FORMATS

KEPT_SECONDS = 60 * 60
SALT = "newsbase.import"
WAITING = re.compile(r"newsbase-import-[a-z0-9_]+")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, XLSX or JSON, up to 5 MB and 1,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.json"}),
    )


class TransferableAdmin:
    """The mixin of a ModelAdmin whose records travel in files."""

    change_list_template = "admin/transfer/change_list.html"

    @property
    def kind(self):
        return self.model._meta.model_name

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.kind}"
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.import_view), name=f"{name}_import"),
            path("export/", view(self.export_view), name=f"{name}_export"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        context = {"may_import": policy.may(request.user, "import_records")}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def export_view(self, request):
        """All records of the kind as a file; which kind of file to take is asked first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        file_format = request.GET.get("format")
        if file_format not in READERS:
            return self._transfer_page(
                request, "export", {"title": _("Export"), "formats": READERS}
            )
        if not sessions.is_confirmed(request):
            return self.admin_site.ask_again(request)
        events.record(Kind.EXPORTED, by=request.user, about=f"{self.kind}, {file_format}")
        rows = exporting.exported(self.model.objects.all(), self.kind, request.user)
        file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
        try:
            for piece in exporting.written(rows, file_format):
                file.write(piece.encode() if isinstance(piece, str) else piece)
        except SheetError as error:
            file.close()
            messages.error(request, error)
            return HttpResponseRedirect(request.path)
        file.seek(0)
        name = f"newsbase-{self.kind}.{file_format}"
        kind = FORMATS[file_format][1]
        return FileResponse(file, as_attachment=True, filename=name, content_type=kind)

    def import_view(self, request):
        if not policy.may(request.user, "import_records"):
            raise PermissionDenied
        if request.method == "POST" and "token" in request.POST:
            return self._confirm(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            data, kind = form.cleaned_data["file"], _ending(form.cleaned_data["file"].name)
            try:
                return self._tried(request, data, kind)
            except SheetError as error:
                form.add_error("file", str(error))
        status = 400 if form.is_bound else 200
        return self._transfer_page(request, "import", self._asked(form), status)

    def _asked(self, form):
        headers = RESOURCES[self.kind]().get_export_headers()
        return {"title": _("Import"), "form": form, "columns": headers}

    def _tried(self, request, file, kind, status=200):
        """The page that says what the import would do, and does it if its button is pressed."""
        sheet = Sheet(file, kind, BROWSER)
        found = importing.preview(sheet, self.kind, user=request.user)
        report, context = found.result, {"title": _("Import: dry run"), "report": found.result}
        if report.is_acceptable:
            context["token"] = self._keep(request, file, kind, report)
            context |= effects_context(found)
        return self._transfer_page(request, "dry_run", context, 422 if report.refused else status)

    def _keep(self, request, file, kind, report):
        """Keep the bytes that were read and return the token that stands for them."""
        _forget_old()
        file.seek(0)
        data = file.read()
        with tempfile.NamedTemporaryFile(prefix="newsbase-import-", delete=False) as kept:
            kept.write(data)
        told = [self.kind, request.user.pk, Path(kept.name).name, kind,
                hashlib.sha256(data).hexdigest(), report.digest]  # fmt: skip
        return signing.dumps(told, salt=SALT)

    def _confirm(self, request):
        """Do what the dry run said, with the bytes it read, or say why not."""
        try:
            name, kind, sha256, digest = self._told(request)
            data = _waiting(name).read_bytes()
        except (signing.BadSignature, OSError):
            messages.error(request, _("This dry run is too old, or was done: send the file again."))
            return HttpResponseRedirect(request.path)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise PermissionDenied
        sheet = Sheet(io.BytesIO(data), kind, BROWSER)
        report = importing.run(sheet, self.kind, user=request.user, apply=True, expected=digest)
        if not report.is_applied:
            messages.error(request, _("The base was changed meanwhile: this is what it does now."))
            return self._tried(request, io.BytesIO(data), kind, status=409)
        _waiting(name).unlink(missing_ok=True)
        counts = {name: report.counts[name] for name in ("created", "changed", "unchanged")}
        done = _("Imported: %(created)s created, %(changed)s changed, %(unchanged)s unchanged.")
        messages.success(request, done % counts)
        page = reverse(page_name(self.model, "changelist"))
        return HttpResponseRedirect(page)

    def _told(self, request):
        told = signing.loads(request.POST["token"], salt=SALT, max_age=KEPT_SECONDS)
        kind, user, *rest = told
        if (kind, user) != (self.kind, request.user.pk):
            raise PermissionDenied
        return rest

    def _transfer_page(self, request, name, context, status=200):
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/transfer/{name}.html", context, status=status)


def _ending(name):
    return Path(name).suffix.removeprefix(".").lower()


def _waiting(name):
    if not WAITING.fullmatch(name):
        raise PermissionDenied
    return Path(tempfile.gettempdir()) / name


def _forget_old():
    """Remove the files whose dry run nobody can confirm any more."""
    oldest = time.time() - KEPT_SECONDS
    for file in Path(tempfile.gettempdir()).glob("newsbase-import-*"):
        if file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)

"""What a record is linked to, by the names that whoever looks at its page may know."""

from functools import partial

from articles import policy
from articles.models import Article


class NamesForReader:
    """A ModelAdmin that names linked articles only to those who may read them."""

    def formfield_for_foreignkey(self, db_field, request, **options):
        field = super().formfield_for_foreignkey(db_field, request, **options)
        return _named_for(request.user, field)

    def formfield_for_manytomany(self, db_field, request, **options):
        field = super().formfield_for_manytomany(db_field, request, **options)
        return _named_for(request.user, field)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and not self.has_change_permission(request, obj):
            _name_unedited(context["adminform"], self.model, request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)


def _named_for(user, field):
    if field is not None:
        field.label_from_instance = partial(policy.name_for, user)
    return field


def _name_unedited(adminform, model, user):
    """On a page that is only read Django writes out whatever is linked: here, what `user` may
    know of it."""
    linked = [each for each in model._meta.get_fields() if each.related_model is Article]
    shown = {each.name: _names(each, user) for each in linked if not each.auto_created}
    adminform.fieldsets = [
        (title, {**options, "fields": [_replaced(each, shown) for each in options["fields"]]})
        for title, options in adminform.fieldsets
    ]
    adminform.readonly_fields = [*adminform.readonly_fields, *shown.values()]


def _replaced(names, shown):
    if isinstance(names, list | tuple):
        return [shown.get(name, name) for name in names]
    return shown.get(names, names)


def _names(field, user):
    """A column of a page that is only read: the names in `field` that `user` may know."""

    def names(record):
        linked = getattr(record, field.name)
        rows = linked.all() if field.many_to_many else [linked]
        return ", ".join(policy.name_for(user, row) for row in rows if row)

    names.short_description = field.verbose_name
    return names

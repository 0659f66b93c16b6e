"""When somebody saved a record first: what they changed, what was typed here, and a choice.

A three-way merge on the page itself. What only a colleague changed is taken over, what only this
form changes stays, and where both did the person chooses.
"""

from dataclasses import dataclass

from django import forms

from articles.desk import differences, history

THEIRS = "theirs"


@dataclass(frozen=True)
class Conflict:
    """A field in which this form and the saved record differ. `name` is that of its input;
    `raw` is what the input would send for the saved value. Unless `is_open` it is settled:
    `is_taken` says that the saved value stands in the form now."""

    name: str
    label: str
    saved: str
    typed: str
    words: list
    raw: list
    is_open: bool
    is_taken: bool


def find(record, version, main, formsets):
    """The Conflicts of the `main` form and the forms of `formsets` with the saved `record`.

    `version` is the one that the form's reader saw. Changes the data of the forms: what only a
    colleague changed is filled in.
    """
    base = history.as_of(record, version)
    found = _of_form(main, base and base.rows[history.MAIN])
    relations = {model: name for name, model in history.relations(type(record)).items()}
    for formset in formsets:
        relation = relations.get(formset.model)
        for form in formset.initial_forms:
            row = base.rows.get((relation, form.instance.pk)) if base else None
            found += _of_form(form, row, f"{form.instance}: ")
    return found


def _of_form(form, base, prefix=""):
    found = []
    for name in form.changed_data:
        field = form.fields[name]
        if name == "version_read" or field.widget.is_hidden:
            continue
        saved = form.get_initial_for_field(field, name)
        before = _value(form, base, name) if base else None
        mine = base is None or field.has_changed(before, form[name].data)
        theirs = base is None or _normal(before) != _normal(saved)
        if not mine:
            _fill_in(form, name, _raw(field, saved))
        texts = _readable(field, saved), _readable(field, form[name].data)
        found.append(
            Conflict(
                form.add_prefix(name),
                prefix + str(field.label or name),
                *texts,
                differences.compared(*texts) if max(map(len, texts)) > 40 else [],
                _raw(field, saved),
                is_open=mine and theirs,
                is_taken=not mine,
            )
        )
    return found


def _value(form, row, name):
    """What the form would have begun with for the Row `row`."""
    if name == getattr(form, "interval_field", None):
        return getattr(row.instance, name)
    if name in row.links:
        return row.links[name]
    return getattr(row.instance, f"{name}_id", getattr(row.instance, name, None))


def _normal(value):
    """A value that compares alike wherever it was read: records by their ids, in any order."""
    if isinstance(value, list | tuple) or hasattr(value, "all"):
        items = value.all() if hasattr(value, "all") else value
        return sorted(getattr(each, "pk", each) for each in items)
    return getattr(value, "pk", value) or None


def _raw(field, value):
    """What a browser would send for `value`."""
    value = field.prepare_value(value)
    if isinstance(field, forms.BooleanField):
        return ["on"] if value else []
    if isinstance(value, list | tuple):
        return [str(getattr(each, "pk", each)) for each in value]
    widget = getattr(field.widget, "widget", field.widget)
    shown = widget.format_value(value)
    return [str(each) for each in (shown if isinstance(shown, list) else [shown or ""])]


def _fill_in(form, name, raw):
    form.data = form.data.copy()
    form.data.setlist(form.add_prefix(name), raw)


def _readable(field, value):
    """`value` of a form field as a person reads it: names in place of keys."""
    value = field.prepare_value(value)
    if isinstance(field, forms.ModelMultipleChoiceField):
        keys = [getattr(item, "pk", item) for item in value or []]
        rows = field.queryset.filter(pk__in=keys)
        return ", ".join(field.label_from_instance(row) for row in rows)
    if isinstance(field, forms.ModelChoiceField):
        row = field.queryset.filter(pk=value).first() if value else None
        return field.label_from_instance(row) if row else ""
    shown = dict(getattr(field, "choices", ())).get(value, "" if value is None else value)
    return str(shown)


def chosen(data):
    """The POST `data` in which the saved value stands wherever the person chose it."""
    names = [name.removeprefix("keep_") for name, value in data.items()
             if name.startswith("keep_") and value == THEIRS]  # fmt: skip
    if not names:
        return data
    data = data.copy()
    for name in names:
        data.setlist(name, data.getlist(f"saved_{name}"))
    return data

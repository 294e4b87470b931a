"""Components: what a screen reader needs is there, in the order of the design system."""

from __future__ import annotations

import re

from django import forms
from django.template.loader import render_to_string

from cms.theme.templatetags.kizuna_theme import focus_id


class Trial(forms.Form):
    use_required_attribute = False
    name = forms.CharField(label="団体名", help_text="会則のとおり")
    way = forms.ChoiceField(
        label="受け取り方",
        widget=forms.RadioSelect,
        choices=[("a", "電子"), ("b", "郵送")],
        help_text="あとで変えられます",
    )
    agree = forms.BooleanField(label="同意します")
    rules = forms.FileField(label="会則", required=False)


def field(name: str, data: dict[str, str] | None = None) -> str:
    return render_to_string("components/field.html", {"field": Trial(data)[name]})


def test_label_then_help_then_control_then_error() -> None:
    html = field("name", {})
    places = [html.index(piece) for piece in ("<label", 'id="id_name_helptext"', "<input", 'id="id_name_error"')]
    assert places == sorted(places)
    assert 'for="id_name"' in html


def test_the_control_names_its_help_and_its_error() -> None:
    assert 'aria-describedby="id_name_helptext id_name_error"' in field("name", {})
    assert 'aria-describedby="id_name_helptext"' in field("name")
    assert 'aria-invalid="true"' in field("name", {})


def test_choices_are_a_group_with_a_legend_that_names_its_error() -> None:
    html = field("way", {})
    assert re.search(r'<fieldset[^>]*aria-describedby="id_way_helptext id_way_error"', html)
    assert "<legend" in html
    assert 'id="id_way_error"' in html


def test_need_is_told_in_words() -> None:
    assert "※必須" in field("name")
    assert "※任意" in field("rules")


def test_a_single_box_has_its_label_beside_it() -> None:
    html = field("agree")
    assert html.index("<input") < html.index("同意します")
    assert "kz-check" in html


def test_the_summary_leads_to_the_first_control_of_each_field() -> None:
    form = Trial({})
    html = render_to_string("components/error_summary.html", {"form": form})
    assert 'role="alert"' in html
    assert 'tabindex="-1"' in html
    targets = re.findall(r'href="#([^"]+)"', html)
    fields = "".join(render_to_string("components/field.html", {"field": bound}) for bound in form)
    assert targets == ["id_name", "id_way_0", "id_agree"]
    for target in targets:
        assert re.search(rf'<input[^>]*id="{target}"', fields), target


def test_a_form_without_mistakes_has_no_summary() -> None:
    assert render_to_string("components/error_summary.html", {"form": Trial()}).strip() == ""


def test_problems_from_elsewhere_are_listed_with_their_links() -> None:
    html = render_to_string(
        "components/error_summary.html", {"problems": [{"url": "/x/#id_y", "text": "額が違います"}]}
    )
    assert '<a href="/x/#id_y">額が違います</a>' in html


def test_help_and_labels_are_escaped() -> None:
    class Bad(forms.Form):
        x = forms.CharField(label="<b>x", help_text="<script>y")

    html = render_to_string("components/field.html", {"field": Bad()["x"]})
    assert "<b>x" not in html
    assert "<script>" not in html


def test_the_file_field_can_take_the_focus() -> None:
    assert focus_id(Trial()["rules"]) == "id_rules"


def test_the_step_of_now_is_named_for_screen_readers() -> None:
    steps = [{"label": "団体", "state": "done"}, {"label": "予算", "state": "current"}]
    html = render_to_string("components/steps.html", {"steps": steps, "label": "手順"})
    assert html.count('aria-current="step"') == 1
    assert "いまここ" in html

"""The models' documentation becomes plain text."""

from __future__ import annotations

import pytest

from pytest_workteam.schema.descriptions import plain_text


@pytest.mark.parametrize(
    "html,text",
    [
        ("<p>One.</p> <p>Two &amp;\n   three.</p>", "One.\nTwo & three."),
        ("<p>A:</p><ul> <li> <p>b</p> </li> <li>c</li></ul>", "A:\n- b\n- c"),
        ('<p>See <a href="x">there</a> for <code>a</code>.</p>', "See there for `a`."),
        ("plain", "plain"),
        ("fish & chips", "fish & chips"),
        ("a<br/>b", "a\nb"),
        *[
            (f"a<{tag}>b</{tag}>c", "a\nb\nc")
            for tag in ("p", "ul", "ol", "dl", "dt", "dd", "note", "important", "pre")
        ],
        ("a <i>b</i> <li>c</li>d", "a b\n- c\nd"),
    ],
)
def test_html_as_text(html: str, text: str) -> None:
    assert plain_text(html) == text

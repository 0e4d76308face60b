"""Fills templates into pages and reports, every value escaped."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from service.advice import KEEP, SAFETY

if TYPE_CHECKING:
    from jinja2 import Environment


def filled(template: str, values: Mapping[str, Any]) -> str:
    """The HTML of a template with its values."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("service"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"keep": KEEP, "safety": Markup(SAFETY.replace("110", "<strong>110</strong>"))}
    return environment

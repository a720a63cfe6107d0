"""How the reference of the library shows models: their fields with plain types, and no signature beside them."""

from collections.abc import Iterator
from typing import get_type_hints

from pydantic import BaseModel
from sphinx.application import Sphinx

from website.python_pages import public_classes


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("autodoc-process-signature", without_signature)
    app.connect("autodoc-skip-member", is_noise)
    for model in _models():
        show_plain_types(model)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def without_signature(
    app: Sphinx, what: str, name: str, obj: object, options: object, signature: str | None, returned: str | None
) -> tuple[str, str] | None:
    """A model's fields say what it takes."""
    return ("", "") if what == "class" and isinstance(obj, type) and issubclass(obj, BaseModel) else None


def is_noise(app: Sphinx, what: str, name: str, obj: object, skip: bool, options: object) -> bool | None:
    """What pydantic and dataclasses add to a class is no news to its readers."""
    return True if name.startswith("model_") or name == "__init__" else None


def show_plain_types(model: type[BaseModel]) -> None:
    """Leave out of the fields' types how pydantic reads and writes them."""
    plain = get_type_hints(model)
    model.__annotations__ = {name: plain[name] for name in model.__annotations__}


def _models() -> Iterator[type[BaseModel]]:
    for found in public_classes():
        for each in found.__mro__:
            if issubclass(each, BaseModel) and each is not BaseModel:
                yield each

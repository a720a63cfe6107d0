"""What every record that people hand in or get back is built on."""

from inspect import Signature, signature

from pydantic import BaseModel, ConfigDict

SIGNATURE = "__signature__"


class _Fields:
    """What ``inspect.signature``, ``help`` and editors show of a record that is not built yet: they build it."""

    def __get__(self, record: BaseModel | None, owner: type[BaseModel]) -> Signature:
        owner.model_rebuild()
        if vars(owner).get(SIGNATURE) is self:
            raise AttributeError(SIGNATURE)
        return signature(owner)


class Frozen(BaseModel):
    """A record that does not change, that refuses fields it does not know, and that is built when it is first used.

    Building the validators of all records at once would cost every start of the command more than a small check.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **options: object) -> None:
        if SIGNATURE not in vars(cls):
            setattr(cls, SIGNATURE, _Fields())

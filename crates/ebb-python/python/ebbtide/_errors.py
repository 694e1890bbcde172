"""What can go wrong, told with what to do."""

from __future__ import annotations

from typing import Literal

Kind = Literal["read", "pair", "given", "table", "conserved", "ours"]


class EbbError(Exception):
    """Why there is no answer.

    ``str(error)`` says what is wrong, ``error.hint`` what to do, and ``error.kind`` of which kind it is: ``read`` (a
    file), ``pair`` (who is who), ``given`` (an argument), ``table`` (a column), ``conserved`` (rows were lost or
    doubled), ``ours`` (a fault of ebb). None of them holds the text of a message; names of people may appear.
    """

    def __init__(self, what: str, hint: str, kind: Kind = "given") -> None:
        super().__init__(what)
        self.hint = hint
        self.kind = kind

    def __reduce__(self) -> tuple[type[EbbError], tuple[str, str, Kind]]:
        return (type(self), (str(self), self.hint, self.kind))


class NotConserved(EbbError):
    """An engine lost or doubled rows, so that its answer is refused."""

    def __init__(self, what: str, hint: str, kind: Kind = "conserved") -> None:
        super().__init__(what, hint, kind)

"""Frames with the names of pandas, polars and pyarrow that a table asks of them, where these are not installed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


class PandasIndex:
    """A column, or an index of one level, as pandas has it: it says itself what is missing."""

    def __init__(self, values: Sequence[Any], name: Any = None) -> None:
        self.values, self.name, self.names = list(values), name, [name]

    def __len__(self) -> int:
        return len(self.values)

    def tolist(self) -> list[Any]:
        return self.values

    def isna(self) -> Any:
        return np.array([one is None or one != one for one in self.values])

    def get_level_values(self, level: int) -> PandasIndex:
        return self

    def to_frame(self) -> Any: ...


class RangeIndex(PandasIndex):
    """The one of rows that are counted."""


class PandasSeries(PandasIndex):
    """A column, which has an index."""

    def __init__(self, values: Sequence[Any], name: Any = None, index: PandasIndex | None = None) -> None:
        super().__init__(values, name)
        self.index, self.iloc = index or RangeIndex(range(len(values))), self


class PandasFrame:
    def __init__(self, columns: dict[Any, Sequence[Any]], index: PandasIndex | None = None) -> None:
        self._columns = [PandasSeries(values, name, index) for name, values in columns.items()]
        self.columns = list(columns)
        self.index = index or RangeIndex(range(len(self._columns[0]) if self._columns else 0))
        self.iloc = self

    def __getitem__(self, place: tuple[slice, int]) -> PandasSeries:
        return self._columns[place[1]]


class PolarsSeries:
    def __init__(self, name: str, values: Sequence[Any]) -> None:
        self.name, self._values = name, list(values)

    def to_list(self) -> list[Any]:
        return self._values

    def to_frame(self) -> Any: ...


class PolarsFrame:
    def __init__(self, columns: dict[str, Sequence[Any]]) -> None:
        self.columns, self._columns = list(columns), columns

    def get_columns(self) -> list[PolarsSeries]:
        return [PolarsSeries(name, values) for name, values in self._columns.items()]


class ArrowColumn:
    def __init__(self, values: Sequence[Any]) -> None:
        self._values = list(values)

    def to_pylist(self) -> list[Any]:
        return self._values


class ArrowTable:
    def __init__(self, columns: dict[str, Sequence[Any]]) -> None:
        self.column_names, self._columns = list(columns), columns

    def column(self, number: int) -> ArrowColumn:
        return ArrowColumn(self._columns[self.column_names[number]])


for kind, module in (
    (PandasIndex, "pandas"), (PandasSeries, "pandas"), (PandasFrame, "pandas"),
    (PolarsSeries, "polars.series"), (PolarsFrame, "polars.dataframe"), (ArrowTable, "pyarrow.lib"),
):  # fmt: skip
    kind.__module__ = module

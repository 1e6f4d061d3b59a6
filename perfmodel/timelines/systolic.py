"""Cycles of a systolic array of ``rows`` by ``columns`` cells that multiplies an ``m`` by ``k`` matrix and a ``k`` by ``n`` one.

A product is cut into folds that fill the array; each fold streams in, and out of the cells, before the next one begins.
What stands still, and so is cut along rows and columns, names the dataflow:

=================  ============  =====================  ===================================================
dataflow           stands still  folds                  cycles of a fold
=================  ============  =====================  ===================================================
output stationary  results       m / rows, n / columns  k, and rows + columns - 2 of skew
weight stationary  weights       k / rows, n / columns  rows to load, m, and rows + columns - 2 of skew
input stationary   the left one  k / rows, m / columns  rows to load, n, and rows + columns - 2 of skew
=================  ============  =====================  ===================================================

The convention is that of SCALE-Sim (Samajdar et al., "A systematic methodology for characterizing scalability of DNN
accelerators using SCALE-Sim", ISPASS 2020), whose counts these are: the number of the last cycle, counted from 0, so one
less than how many there are; results that stand still are not shifted out (which would be ``rows`` more for each fold);
memory never makes the array wait. All arguments are numbers or arrays of them.
"""

from __future__ import annotations

from typing import Any

from specgen.perfmodel.counting import ceil_div

DATAFLOWS = ("output", "weight", "input")


def output_stationary(m: Any, n: Any, k: Any, rows: Any, columns: Any) -> Any:
    """Return the cycles where every cell keeps one result: ``ceil(m/rows) ceil(n/columns) (k + rows + columns - 2) - 1``."""
    return ceil_div(m, rows) * ceil_div(n, columns) * (k + skew(rows, columns)) - 1


def weight_stationary(m: Any, n: Any, k: Any, rows: Any, columns: Any) -> Any:
    """Return the cycles where every cell keeps a weight: ``ceil(k/rows) ceil(n/columns) (m + 2 rows + columns - 2) - 1``."""
    return ceil_div(k, rows) * ceil_div(n, columns) * (rows + m + skew(rows, columns)) - 1


def input_stationary(m: Any, n: Any, k: Any, rows: Any, columns: Any) -> Any:
    """Return the cycles where every cell keeps an input: ``ceil(k/rows) ceil(m/columns) (n + 2 rows + columns - 2) - 1``."""
    return ceil_div(k, rows) * ceil_div(m, columns) * (rows + n + skew(rows, columns)) - 1


def skew(rows: Any, columns: Any) -> Any:
    """Return the cycles from the first operand's entry into the array to the last one's where all have the same length.

    They are the fill and the drain of a fold: the last cell begins ``rows + columns - 2`` cycles after the first.
    """
    return rows + columns - 2


def cycles(dataflow: str, m: Any, n: Any, k: Any, rows: Any, columns: Any) -> Any:
    """Return the cycles of a dataflow by name. Raises ValueError where there is no such."""
    if dataflow not in DATAFLOWS:
        raise ValueError(f"no dataflow {dataflow!r}: there are {', '.join(DATAFLOWS)}")
    formulas = {"output": output_stationary, "weight": weight_stationary, "input": input_stationary}
    return formulas[dataflow](m, n, k, rows, columns)


def utilisation(dataflow: str, m: Any, n: Any, k: Any, rows: Any, columns: Any) -> Any:
    """Return the share of the cells' cycles that multiply and add: 1 is an array that never waits, fills or drains."""
    return m * n * k / (rows * columns * (cycles(dataflow, m, n, k, rows, columns) + 1))

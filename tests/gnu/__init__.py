"""GNU's assembler and disassembler for RISC-V, and lines and words to compare with ours."""

from tests.gnu.compare import Comparison, compare_lines, compare_words
from tests.gnu.lines import some_lines
from tests.gnu.tools import TARGETS, Target, assembled, disassembled, linked
from tests.gnu.words import short_words, some_words

__all__ = [
    "TARGETS",
    "Comparison",
    "Target",
    "assembled",
    "compare_lines",
    "compare_words",
    "disassembled",
    "linked",
    "short_words",
    "some_lines",
    "some_words",
]

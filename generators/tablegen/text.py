"""Words, texts and numbers of TableGen."""

from __future__ import annotations

from specgen.generators.naming import C_WORDS
from specgen.generators.templating import one_line

_WORDS = """
    assert bit bits class code dag def defm defset defvar else false field foreach if in include int let list multiclass
    string then true
"""
WORDS = frozenset(_WORDS.split())

_RECORDS = """
    ANNOTATION_LABEL ARITH_FENCE BUNDLE CFI_INSTRUCTION COPY COPY_TO_REGCLASS DBG_INSTR_REF DBG_LABEL DBG_PHI DBG_VALUE
    DBG_VALUE_LIST EH_LABEL EXTRACT_SUBREG FAULTING_OP FENTRY_CALL GC_LABEL ICALL_BRANCH_FUNNEL IMPLICIT_DEF INLINEASM
    INLINEASM_BR INSERT_SUBREG KILL LIFETIME_END LIFETIME_START LOAD_STACK_GUARD LOCAL_ESCAPE PATCHABLE_EVENT_CALL
    PATCHABLE_FUNCTION_ENTER PATCHABLE_FUNCTION_EXIT PATCHABLE_OP PATCHABLE_RET PATCHABLE_TAIL_CALL
    PATCHABLE_TYPED_EVENT_CALL PATCHPOINT PHI PREALLOCATED_ARG PREALLOCATED_SETUP PSEUDO_PROBE REG_SEQUENCE STACKMAP
    STATEPOINT SUBREG_TO_REG NoRegister INSTRUCTION_LIST_END EOF NULL
"""
RECORDS = frozenset(_RECORDS.split()) | C_WORDS
"""What Target.td and the C++ made of the records have taken."""

_FIELDS = """
    AddedComplexity AsmMatchConverter AsmString AsmVariantName CodeSize Constraints DecoderMethod DecoderNamespace Defs
    DisableEncoding EncodingInfos FastISelShouldIgnore HasPositionOrder InOperandList Inst Itinerary Namespace
    OutOperandList Pattern PostEncoderMethod Predicates SchedRW Size SoftFail TSFlags TwoOperandAliasConstraint
    UseLogicalOperandMappings UseNamedOperandTable Uses asm canFoldAsLoad hasCompleteDecoder hasCtrlDep hasDelaySlot
    hasExtraDefRegAllocReq hasExtraSrcRegAllocReq hasNoSchedulingInfo hasPostISelHook hasSideEffects ins
    isAdd isAsCheapAsAMove isAsmParserOnly isAuthenticated isBarrier isBitcast isBranch isCall isCodeGenOnly isCommutable
    isCompare isConvergent isConvertibleToThreeAddress isEHScopeReturn isExtractSubreg isIndirectBranch isInsertSubreg
    isMoveImm isMoveReg isNotDuplicable isPreISelOpcode isPredicable isPseudo isReMaterializable isRegSequence isReturn
    isSelect isTerminator isTrap isUnpredicable mayLoad mayRaiseFPException mayStore outs usesCustomInserter
    variadicOpsAreDefs
"""
FIELDS = WORDS | frozenset(_FIELDS.split())
"""What Instruction in Target.td calls its own fields."""


def comment(text: str) -> str:
    """Return one line of text that can stand behind ``//``."""
    return one_line(text).rstrip("\\")


def string(text: str) -> str:
    """Return one line of text as a literal."""
    return '"' + one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def prose(text: str) -> str:
    """Return a text of several lines that can stand in ``[{ ... }]``, indented."""
    lines = (line.rstrip().replace("}]", "} ]") for line in text.strip().splitlines())
    return "\n".join(
        "    " + "".join(c if c.isprintable() else " " for c in line) if line else "" for line in lines
    )


def binary(value: int, width: int) -> str:
    """Return the bits of a constant, two's complement where it is negative."""
    return f"0b{value & ((1 << width) - 1):0{width}b}"

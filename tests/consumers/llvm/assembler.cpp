// Encodes an instruction by LLVM's emitter, made of the records, with the functions that a target adds.
#include "llvm/ADT/APInt.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/MC/MCCodeEmitter.h"
#include "llvm/MC/MCFixup.h"
#include "llvm/MC/MCInst.h"
#include "llvm/MC/MCInstBuilder.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/Support/EndianStream.h"

#include <cstdio>

using namespace llvm;

#define GET_REGINFO_ENUM
#define GET_REGINFO_MC_DESC
#include "BasaltRegisterInfo.inc"
#define GET_INSTRINFO_ENUM
#define GET_INSTRINFO_MC_DESC
#include "BasaltInstrInfo.inc"

namespace {

using Fixups = SmallVectorImpl<MCFixup>;

class BasaltMCCodeEmitter {
public:
    explicit BasaltMCCodeEmitter(const MCRegisterInfo &registers) : registers(registers) {}

    void getBinaryCodeForInstr(const MCInst &MI, Fixups &Fixups, APInt &Inst, APInt &Scratch,
                               const MCSubtargetInfo &STI) const;

private:
    const MCRegisterInfo &registers;

    void getMachineOpValue(const MCInst &, const MCOperand &operand, APInt &value, Fixups &,
                           const MCSubtargetInfo &) const
    {
        value = operand.isReg() ? registers.getEncodingValue(operand.getReg()) : static_cast<uint64_t>(operand.getImm());
    }

// The field of a value that is stored as (value - bias) / scale.
#define STORED(name, scale, bias)                                                                                 \
    void name(const MCInst &instruction, unsigned index, APInt &value, Fixups &, const MCSubtargetInfo &) const    \
    {                                                                                                             \
        value = static_cast<uint64_t>((instruction.getOperand(index).getImm() - (bias)) / (scale));                \
    }
    STORED(encodeSImm15Times4Label, 4, 0)
    STORED(encodeSImm20Times4Label, 4, 0)
    STORED(encodeUImm3Plus1, 1, 1)
    STORED(encodeUImm5Plus1, 1, 1)
    STORED(encodeUImm6Plus1, 1, 1)
    STORED(encodeUImm6Times2Plus2, 2, 2)
    STORED(encodeUImm7Plus1, 1, 1)
    STORED(encodeUImm8Plus1, 1, 1)
    STORED(encodeUImm9Plus1, 1, 1)
    STORED(encodeUImm11Plus1, 1, 1)
    STORED(encodeUImm16Plus1, 1, 1)
    STORED(encodeUImm24Plus1, 1, 1)
};

#include "BasaltEmitter.inc"

uint64_t encoded(const BasaltMCCodeEmitter &emitter, const MCInst &instruction)
{
    const MCSubtargetInfo target(Triple(), "", "", "", {}, {}, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
    SmallVector<MCFixup, 1> fixups;
    APInt word, scratch;
    emitter.getBinaryCodeForInstr(instruction, fixups, word, scratch, target);
    return word.extractBitsAsZExtValue(32, 0);
}

} // namespace

int main()
{
    MCRegisterInfo registers;
    MCInstrInfo names;
    InitBasaltMCRegisterInfo(&registers, Basalt::X1);
    InitBasaltMCInstrInfo(&names);

    const MCInst load = MCInstBuilder(Basalt::LW).addReg(Basalt::X5).addImm(16).addReg(Basalt::X6);
    const uint64_t word = encoded(BasaltMCCodeEmitter(registers), load);
    std::printf("%s %u bytes, %08llx\n", names.getName(load.getOpcode()).str().c_str(),
                names.get(load.getOpcode()).getSize(), static_cast<unsigned long long>(word));
    return word == 0x00206281 && names.getName(load.getOpcode()) == "LW" && names.get(load.getOpcode()).getSize() == 4 ? 0
                                                                                                                     : 1;
}

// Parses, verifies and prints modules of the dialect's operations.
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Support/MlirOptMain.h"
#include "llvm/ADT/TypeSwitch.h"

#include "BasaltResources.h"
#include "dialect-decls.inc"
#include "enum-decls.inc"
#define GET_ATTRDEF_CLASSES
#include "attrdef-decls.inc"
#define GET_OP_CLASSES
#include "op-decls.inc"

#include "dialect-defs.inc"
#include "enum-defs.inc"
#define GET_ATTRDEF_CLASSES
#include "attrdef-defs.inc"
#define GET_OP_CLASSES
#include "op-defs.inc"

void mlir::basalt::BasaltDialect::initialize()
{
    addAttributes<
#define GET_ATTRDEF_LIST
#include "attrdef-defs.inc"
        >();
    addOperations<
#define GET_OP_LIST
#include "op-defs.inc"
        >();
}

int main(int count, char **words)
{
    mlir::DialectRegistry registry;
    registry.insert<mlir::basalt::BasaltDialect>();
    return mlir::asMainReturnCode(mlir::MlirOptMain(count, words, "a driver of the dialect\n", registry));
}

# SPDX-License-Identifier: BSD-2-Clause
# The classic assembler's scanner and parser (flex, bison).
set(CBPF_DIR ${CMAKE_BINARY_DIR}/asm)
file(MAKE_DIRECTORY ${CBPF_DIR})
bison_target(cbpf_parser ${CMAKE_SOURCE_DIR}/asm/cbpf.y ${CBPF_DIR}/cbpf.tab.c
  COMPILE_FLAGS "-Wall -Werror")
flex_target(cbpf_scanner ${CMAKE_SOURCE_DIR}/asm/cbpf.l ${CBPF_DIR}/cbpf.lex.c
  DEFINES_FILE ${CBPF_DIR}/cbpf.lex.h)
add_flex_bison_dependency(cbpf_scanner cbpf_parser)
set(CBPF_GENERATED ${BISON_cbpf_parser_OUTPUTS} ${FLEX_cbpf_scanner_OUTPUTS})
# What they write has its own style.
set_source_files_properties(${CBPF_GENERATED} PROPERTIES COMPILE_OPTIONS
  "-Wno-missing-prototypes;-Wno-unused-function;-Wno-unused-but-set-variable;-Wno-sign-compare;-Wno-shadow;-I${CMAKE_SOURCE_DIR}/asm;-I${CBPF_DIR}")
list(APPEND KBCC_GENERATED ${CBPF_GENERATED})
# Headers written here and there include each other.
set_source_files_properties(${CMAKE_SOURCE_DIR}/asm/cbpf_asm.c PROPERTIES COMPILE_OPTIONS
  "-I${CMAKE_SOURCE_DIR}/asm;-I${CBPF_DIR}")

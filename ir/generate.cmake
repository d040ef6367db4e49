# SPDX-License-Identifier: BSD-2-Clause
# rulegen (flex + bison), and the matcher that it makes of fold.rules, which ir/fold.c includes.
set(RULEGEN_DIR ${CMAKE_BINARY_DIR}/ir)
file(MAKE_DIRECTORY ${RULEGEN_DIR})
bison_target(rulegen_parser ${CMAKE_SOURCE_DIR}/ir/rulegen.y ${RULEGEN_DIR}/rulegen.tab.c
  COMPILE_FLAGS "-Wall -Werror")
flex_target(rulegen_lexer ${CMAKE_SOURCE_DIR}/ir/rulegen.l ${RULEGEN_DIR}/rulegen.lex.c)
add_flex_bison_dependency(rulegen_lexer rulegen_parser)
add_executable(rulegen ir/rulegen.c ir/rulegen_c.c ir/rulegen_smt.c ir/rulegen_test.c
  ${BISON_rulegen_parser_OUTPUTS} ${FLEX_rulegen_lexer_OUTPUTS})
target_include_directories(rulegen PRIVATE ${CMAKE_SOURCE_DIR}/ir ${RULEGEN_DIR})
# As a tool of the build it does not free what it allocates, and flex's code has its own style.
target_compile_options(rulegen PRIVATE -fno-sanitize=all -Wno-missing-prototypes)
target_link_options(rulegen PRIVATE -fno-sanitize=all)
add_custom_command(OUTPUT ${RULEGEN_DIR}/fold_rules.inc
  COMMAND rulegen ${CMAKE_SOURCE_DIR}/ir/fold.rules > ${RULEGEN_DIR}/fold_rules.inc.new
  COMMAND ${CMAKE_COMMAND} -E rename ${RULEGEN_DIR}/fold_rules.inc.new ${RULEGEN_DIR}/fold_rules.inc
  DEPENDS rulegen ${CMAKE_SOURCE_DIR}/ir/fold.rules VERBATIM)
# What tests/unit/ir_fold.c samples.
add_custom_command(OUTPUT ${RULEGEN_DIR}/fold_rules_test.inc
  COMMAND rulegen --test ${CMAKE_SOURCE_DIR}/ir/fold.rules > ${RULEGEN_DIR}/fold_rules_test.inc.new
  COMMAND ${CMAKE_COMMAND} -E rename ${RULEGEN_DIR}/fold_rules_test.inc.new
    ${RULEGEN_DIR}/fold_rules_test.inc
  DEPENDS rulegen ${CMAKE_SOURCE_DIR}/ir/fold.rules VERBATIM)
list(APPEND KBCC_GENERATED ${RULEGEN_DIR}/fold_rules_test.inc)
list(APPEND KBCC_GENERATED ${RULEGEN_DIR}/fold_rules.inc)

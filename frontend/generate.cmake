# SPDX-License-Identifier: BSD-2-Clause
# The headers of frontend/c/headers as C text, so that the binary needs no files of its own:
# c_headers.inc in the build directory has a row {name, size, text} for each, as frontend/c/pp_header.c
# wants them.
set(KBCC_HEADER_DIR ${CMAKE_SOURCE_DIR}/frontend/c/headers)
file(GLOB_RECURSE KBCC_HEADERS CONFIGURE_DEPENDS RELATIVE ${KBCC_HEADER_DIR} ${KBCC_HEADER_DIR}/*.h)
set(rows "")
foreach(name ${KBCC_HEADERS})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${KBCC_HEADER_DIR}/${name})
  file(READ ${KBCC_HEADER_DIR}/${name} hex HEX)
  string(LENGTH "${hex}" size)
  math(EXPR size "${size} / 2")
  string(REGEX REPLACE "(..)" "\\\\x\\1" text "${hex}")
  string(APPEND rows "{\"${name}\", ${size}, \"${text}\"},\n")
endforeach()
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/c_headers.inc CONTENT "${rows}")

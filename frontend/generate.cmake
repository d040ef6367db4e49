# SPDX-License-Identifier: BSD-2-Clause
# Texts that the binary has in it, so that it needs no files of its own, as rows {name, size, text} in the build
# directory:
#   c_headers.inc    the headers of frontend/c/headers, for frontend/c/pp_header.c
#   cbpf_poff.inc    bpf/cbpf_poff.h, for frontend/cbpf/poff.c
function(kbcc_embed into dir)
  set(rows "")
  foreach(name ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${dir}/${name})
    file(READ ${dir}/${name} hex HEX)
    string(LENGTH "${hex}" size)
    math(EXPR size "${size} / 2")
    string(REGEX REPLACE "(..)" "\\\\x\\1" text "${hex}")
    string(APPEND rows "{\"${name}\", ${size}, \"${text}\"},\n")
  endforeach()
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/${into} CONTENT "${rows}")
endfunction()

set(KBCC_HEADER_DIR ${CMAKE_SOURCE_DIR}/frontend/c/headers)
file(GLOB_RECURSE KBCC_HEADERS CONFIGURE_DEPENDS RELATIVE ${KBCC_HEADER_DIR} ${KBCC_HEADER_DIR}/*.h)
kbcc_embed(c_headers.inc ${KBCC_HEADER_DIR} ${KBCC_HEADERS})
kbcc_embed(cbpf_poff.inc ${CMAKE_SOURCE_DIR}/bpf cbpf_poff.h)

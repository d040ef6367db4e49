# SPDX-License-Identifier: BSD-2-Clause
# What is installed and packaged: the binary, its man page and completion; with KBCC_LIBRARY libkbcc; and
# kbcc-static, the compiler alone without any library:
#   cmake -G Ninja -B build-static -DCMAKE_BUILD_TYPE=MinSizeRel && ninja -C build-static kbcc-static
include(GNUInstallDirs)
install(TARGETS kbcc)
install(FILES docs/kbcc.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES driver/kbcc.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME kbcc)

if(KBCC_LIBRARY)
  set_target_properties(kbcc_core PROPERTIES OUTPUT_NAME kbcc)
  add_library(kbcc_shared SHARED driver/libkbcc.c)
  set_target_properties(kbcc_shared PROPERTIES OUTPUT_NAME kbcc VERSION ${PROJECT_VERSION} SOVERSION 0
    LINK_DEPENDS ${CMAKE_SOURCE_DIR}/driver/libkbcc.map)
  target_link_libraries(kbcc_shared PRIVATE kbcc_core)
  target_link_options(kbcc_shared PRIVATE -Wl,--version-script=${CMAKE_SOURCE_DIR}/driver/libkbcc.map
    -Wl,--no-undefined)
  configure_file(driver/kbcc.pc.in kbcc.pc @ONLY)
  install(TARGETS kbcc_shared kbcc_core)
  install(FILES include/kbcc/kbcc.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/kbcc)
  install(FILES ${CMAKE_BINARY_DIR}/kbcc.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
else()
  add_executable(kbcc-static EXCLUDE_FROM_ALL driver/main_compiler.c)
  target_link_libraries(kbcc-static PRIVATE kbcc_core)
  target_link_options(kbcc-static PRIVATE -static -Wl,--gc-sections -Wl,-z,noseparate-code)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "MinSizeRel")
  target_compile_options(kbcc_core PRIVATE -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME kbcc)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "compiler from C to eBPF, assembler, runner")
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "the kbcc developers")
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
include(CPack)

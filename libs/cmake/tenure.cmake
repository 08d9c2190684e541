# Build settings shared by every target, and the functions that declare layers, services and tests.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

find_program(TENURE_CCACHE ccache)
if(TENURE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${TENURE_CCACHE})
endif()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(date REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET libpqxx)
pkg_check_modules(PISTACHE REQUIRED IMPORTED_TARGET libpistache)

# Warnings are errors in our code; third-party headers come in as system headers.
add_library(tenure_settings INTERFACE)
target_compile_options(
  tenure_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
                            # g++ 12 sees overlaps in std::string that are not there (PR 105651).
                            -Wno-restrict)
if(TENURE_SANITIZE)
  target_compile_options(tenure_settings INTERFACE -fsanitize=${TENURE_SANITIZE}
                                                   -fno-omit-frame-pointer)
  target_link_options(tenure_settings INTERFACE -fsanitize=${TENURE_SANITIZE})
endif()
if(TENURE_SANITIZE STREQUAL thread)
  # Asio's fences are beyond this sanitizer, which g++ says at each use.
  target_compile_options(tenure_settings INTERFACE -Wno-tsan)
endif()
if(TENURE_COVERAGE)
  target_compile_options(tenure_settings INTERFACE --coverage)
  target_link_options(tenure_settings INTERFACE --coverage)
endif()
target_compile_definitions(
  tenure_settings INTERFACE $<$<BOOL:${TENURE_FAILPOINTS}>:TENURE_FAILPOINTS>
                            TENURE_VERSION="${PROJECT_VERSION}")
target_include_directories(tenure_settings INTERFACE ${CMAKE_SOURCE_DIR}/libs
                                                     ${CMAKE_SOURCE_DIR}/services)

# libpqxx 6.4 declares std::optional support only with this macro; without it the ABI differs.
target_compile_definitions(PkgConfig::PQXX INTERFACE PQXX_HAVE_OPTIONAL)

# add_layer(name DIR [DEPENDS targets...]): one static library from the .cpp files of DIR.
function(add_layer name dir)
  cmake_parse_arguments(LAYER "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${dir}/*.cpp)
  if(NOT sources)  # a layer may consist of headers only; CMake wants a source
    set(sources ${CMAKE_BINARY_DIR}/generated/${name}_headers_only.cpp)
    file(CONFIGURE OUTPUT ${sources} CONTENT "// Nothing to compile.\n")
  endif()
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC tenure_settings ${LAYER_DEPENDS})
endfunction()

# embed_directory(target DIR PATTERN NAMESPACE): makes the files of DIR that match PATTERN
# available to target as `const std::vector<EmbeddedFile>& NAMESPACE::files()` (name, content),
# declared in the generated header "embedded/NAMESPACE.hpp".
function(embed_directory target dir pattern namespace)
  file(GLOB files CONFIGURE_DEPENDS ${dir}/${pattern})
  set(out ${CMAKE_BINARY_DIR}/generated/embedded/${namespace})
  add_custom_command(
    OUTPUT ${out}.cpp ${out}.hpp
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DNAMESPACE=${namespace} "-DFILES=${files}"
            -P ${CMAKE_SOURCE_DIR}/libs/cmake/embed.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/libs/cmake/embed.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${out}.cpp ${out}.hpp)
  target_include_directories(${target} PRIVATE ${CMAKE_BINARY_DIR}/generated)
endfunction()

# add_service(name [SELLER]): the layers of services/<name> and its executable tenure-<name>.
# Every layer is a target of its own, so that an include across layers does not link.
# A SELLER's layers also see libs/selling, libs/selling_http and libs/selling_pg, each its part.
function(add_service name)
  cmake_parse_arguments(SERVICE "SELLER" "" "" ${ARGN})
  set(selling "")
  set(selling_http "")
  set(selling_pg "")
  if(SERVICE_SELLER)
    set(selling tenure_selling)
    set(selling_http tenure_selling_http)
    set(selling_pg tenure_selling_pg)
  endif()
  set(dir ${CMAKE_CURRENT_SOURCE_DIR})
  set(layers "")
  if(EXISTS ${dir}/domain)
    add_layer(${name}_domain domain DEPENDS tenure_domain ${selling})
    list(APPEND layers ${name}_domain)
  endif()
  if(EXISTS ${dir}/app)
    add_layer(${name}_app app DEPENDS ${layers} tenure_domain ${selling})
    set(layers ${name}_app)
  endif()
  set(edges "")
  if(EXISTS ${dir}/http)
    add_layer(${name}_http http DEPENDS ${layers} tenure_http tenure_json ${selling_http})
    list(APPEND edges ${name}_http)
  endif()
  if(EXISTS ${dir}/clients)
    add_layer(${name}_clients clients DEPENDS ${layers} tenure_http tenure_json
                                        ${selling_http})
    list(APPEND edges ${name}_clients)
  endif()
  if(EXISTS ${dir}/store)
    add_layer(${name}_store store DEPENDS ${layers} tenure_pg ${selling_pg})
    list(APPEND edges ${name}_store)
  endif()
  file(GLOB root_sources CONFIGURE_DEPENDS ${dir}/*.cpp)
  list(REMOVE_ITEM root_sources ${dir}/main.cpp)
  add_library(${name}_module STATIC ${root_sources})
  target_link_libraries(${name}_module PUBLIC ${edges} ${layers} ${selling_http} ${selling_pg} tenure_runtime)
  if(EXISTS ${dir}/store/migrations)
    embed_directory(${name}_module ${dir}/store/migrations *.sql ${name}_migrations)
  endif()
  add_executable(tenure-${name} main.cpp)
  target_link_libraries(tenure-${name} PRIVATE ${name}_module)
  set_target_properties(tenure-${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY
                                                  ${CMAKE_BINARY_DIR}/bin)
endfunction()

#pragma once
// The only place, beside version.hpp, where macros are defined. None of them changes a layout.
//
// Everything lives in an inline namespace that bears the ABI's number, so that two versions linked into one
// program are told apart by the linker.

#define ESCALERA_NAMESPACE_BEGIN namespace escalera::inline v0 {
#define ESCALERA_NAMESPACE_END }

// ESCALERA_API marks what a shared library exports; a static library needs no mark.
#if defined(ESCALERA_SHARED) && (defined(__GNUC__) || defined(__clang__))
#define ESCALERA_API __attribute__((visibility("default")))
#else
#define ESCALERA_API
#endif

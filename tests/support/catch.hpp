#pragma once
// Catch2 2 (Debian 12) and 3 (newer systems) behind one include.

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#define ESCALERA_CATCH2_MAJOR 3
#else
#include <catch2/catch.hpp>
#define ESCALERA_CATCH2_MAJOR 2
#endif

#pragma once
// The only place where the version is written: CMake reads it from here.

#define ESCALERA_VERSION_MAJOR 0
#define ESCALERA_VERSION_MINOR 1
#define ESCALERA_VERSION_PATCH 0
#define ESCALERA_VERSION "0.1.0"

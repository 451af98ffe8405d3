// What nearly every test unit reads, compiled once for all rooms.
#include "package/precompiled.hpp"
#include "support/catch.hpp"

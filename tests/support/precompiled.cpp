// Carries the precompiled header of all test binaries.

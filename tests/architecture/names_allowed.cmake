# Files of check_names that rightly stand without a header of their own name, each with its reason. Keep it short.
list(APPEND sources_without_header src/language/json_library.cpp  # compiles Boost.JSON, nothing of ours
)
list(APPEND tests_without_header)

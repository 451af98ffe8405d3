# "<file> <pattern>" pairs that check_quiet lets pass, each with its reason. Keep it short.
set(allowed)

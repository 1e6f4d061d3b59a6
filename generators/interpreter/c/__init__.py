"""The C engine: a folder of C11 per variant that executes programs, as a library, a command and for ``engine="native"``."""

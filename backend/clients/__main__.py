"""`make sdk`: write what is generated in `sdk/`."""

import sys

from clients.writing import SDK, write, write_types
from stack.building import CannotBuild

write(SDK)
try:
    write_types(SDK)
except CannotBuild as reason:
    sys.exit(f"The types of the TypeScript client were not written: {reason}")

"""`make sdk`: write what is generated in `sdk/`."""

from clients.writing import SDK, write

write(SDK)

"""What the tests of every package share: a real mongod, services on real sockets, wire fakes of the LLM providers."""

"""Selection of providers: which one is called when, and what is known about its health."""

"""The processes that read documents: what they may use, and how the service talks to them."""

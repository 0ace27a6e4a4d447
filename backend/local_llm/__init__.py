"""`make test-local-llm`: the LLM registry against a real model, served on this machine by llama.cpp."""

"""Protected topics, about which an interviewer must not ask, as data, and the code that detects them."""

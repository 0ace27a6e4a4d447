"""Sessions: the questions of a set, asked one at a time, with a timer on the server."""

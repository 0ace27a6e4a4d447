"""Sessions: questions of a set in a row, one at a time, with a clock that the server keeps."""

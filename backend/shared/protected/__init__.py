"""What an interviewer must not ask a person about, as data, and the code that finds it."""

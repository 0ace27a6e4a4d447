"""interview-service: makes interview questions that only this person could be asked; owns `interviews`."""

"""Follow-ups: the question that an answer makes the interviewer ask next."""

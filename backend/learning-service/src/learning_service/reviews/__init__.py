"""Review cards: questions that were answered below the goal, and when to answer them again."""

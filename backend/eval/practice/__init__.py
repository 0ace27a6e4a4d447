"""The evaluation of the evaluation: labelled answers, and how far an evaluator agrees with the labels."""

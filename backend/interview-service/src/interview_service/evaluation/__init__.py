"""Evaluation: how an answer does on a rubric that is data, and where in it that can be seen."""

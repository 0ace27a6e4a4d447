"""Evaluation of answers on a rubric that is data, with the places in the answer that justify each level."""

"""Detection of personal identifiers of anyone by their shape or label: a module for each kind.

All search the folded text (`shared.resumes.masking.folding`), and each is linear: its patterns start at an anchor that
is found once and scan a bounded distance from there.
"""

"""What reaches or names a person and is known by its shape or its label, whoever's it is: a module for each kind.

All search the folded text (`shared.resumes.masking.folding`), and each is linear: its patterns begin at an anchor that
is found once and look a bounded way from there.
"""

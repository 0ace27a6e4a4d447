"""How anything is made of a résumé: a recipe says what, the engine does the rest, and no recipe knows who is waiting.

A plain POST drains a run, a stream forwards its events, a worker publishes them: `Engine.events` is the same for all.
"""

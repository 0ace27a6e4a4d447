"""Runs: generation of anything from a résumé. A recipe defines what is made, and the engine does everything else.

A recipe does not depend on how its result is delivered: a plain POST drains a run, a stream forwards its events, and a
worker publishes them, all from `Engine.events`.
"""

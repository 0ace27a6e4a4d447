"""`make attack`: what strangers, models and other pages' scripts do to this product, tried on a started one.

Nothing leaves the loopback, the load is bounded, and what is started here is ended here.
"""

"""Whether what is said of somebody is about what they wrote: the same code for models, for rules and for measuring."""

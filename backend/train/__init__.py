"""Makes documents whose labels are known, and fits the taggers of the import on them: `make train`."""

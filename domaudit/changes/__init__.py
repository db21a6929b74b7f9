"""What changed between two audits: an earlier report held against this one, whole (``--since``) or as a baseline.

``facts`` is what is compared of a site, ``comparing`` decides what is a change, ``earlier`` reads an earlier report from its JSON;
``since`` and ``baseline`` are its two uses.
"""

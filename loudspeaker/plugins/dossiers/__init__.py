"""The one-stop desk: dossiers, their deadlines, and what may be told to whom.

A fast local mirror of what the national portal files: it gives codes, keeps the clock, counts, and
answers whoever holds a receipt.
"""

"""Signatures in papers: checked, made, stamped with the time, and shown on the page.

What is heavy (pyHanko, cryptography, fpdf2) is in ``verify``, ``sign``, ``stamp``, ``authority``
and their like, which only the jobs of ``intake_jobs`` import, when they are called.
"""

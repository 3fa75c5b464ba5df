"""Text out of the files people bring, and what a paper says of itself.

``intake_jobs.read_paper`` opens files and runs in the limited ``intake`` process;
``proposal.propose`` is pure.
"""

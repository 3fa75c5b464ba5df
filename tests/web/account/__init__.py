"""Tests of the pages: account."""

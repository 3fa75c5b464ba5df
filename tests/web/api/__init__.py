"""Tests of the pages: api."""

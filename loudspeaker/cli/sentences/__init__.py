"""What people are told: words, moments, and sentences from facts; each module by itself."""

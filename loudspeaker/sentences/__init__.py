"""What people are told: facts in, Vietnamese or English sentences out.  For every face."""

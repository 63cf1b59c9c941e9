"""Matching: which of our products, accounts and reps a partner's codes and names mean, and which of them a person has to say."""

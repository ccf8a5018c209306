"""The failures that Rolecall promises to survive; one module per group, case ids in test names."""

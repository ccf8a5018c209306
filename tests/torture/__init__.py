"""What Rolecall promises to survive: one module per group, the case's id in each test's name."""

"""What Rolecall shares with AWS's own tools: the files that they keep logins in."""

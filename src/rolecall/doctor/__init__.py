"""What is wrong on this machine, and how to fix it: the checks of `rolecall doctor`."""

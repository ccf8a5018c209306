"""What is drawn in the cells of a terminal, by the picker and the command line alike."""

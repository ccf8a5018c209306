"""The cases of the credentials file, for every other file that Rolecall writes."""

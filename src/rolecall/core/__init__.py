"""The lowest layer: values, errors, paths, settings, state, search and files.

It imports neither boto3 nor textual, nor any other package of Rolecall.
"""

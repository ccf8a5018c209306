"""The ground: values, errors, paths, settings, search and files; knows neither AWS nor a screen."""

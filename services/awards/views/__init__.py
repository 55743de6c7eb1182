"""Where the folds of this service are kept, and the questions they answer."""

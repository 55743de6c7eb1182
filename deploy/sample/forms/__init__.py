"""What the sample's files may say; anything else in them is refused when they are read."""

"""The sample year: bloc 5 of Văn phòng Chính phủ in 2024 as data, and its player."""

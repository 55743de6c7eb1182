"""HTTP written once: problems, writes, reads, paging, health, and the application of it all."""

"""What documents hold that can be asked: typed facts, cells of tables, members of lists."""

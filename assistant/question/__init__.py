"""What is asked: analysed, freed of courtesies, made self-contained, taken into its parts."""

"""The program as files: a wheel, and a bundle that is installed where there is no network."""

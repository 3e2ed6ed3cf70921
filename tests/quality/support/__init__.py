"""What the check of support catches, and what it removes that is true.

python -m tests.quality.support [DATA] [--half test] [--sample N]
"""

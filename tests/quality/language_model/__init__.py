"""What becomes of answers that a language model puts into words.

python -m tests.quality.language_model POLICY SEEDS [--file GGUF | --url URL --name NAME]
"""

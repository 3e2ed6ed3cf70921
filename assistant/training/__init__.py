"""Training: briefing packs and quizzes made from documents, each item tied to its passage."""

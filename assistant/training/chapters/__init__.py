"""The chapters of a pack: briefing, timeline, who is who, glossary, likely questions, gaps."""

"""Programs ask too: a JSON API and an OpenAI-compatible one beside the page, and an MCP server."""

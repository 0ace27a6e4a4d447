"""MCP server of the interview preparation API."""

"""Builds the demo's reports and workbooks from the text sources in tools/demo_sources."""

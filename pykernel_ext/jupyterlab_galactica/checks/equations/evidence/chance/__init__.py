"""Trying relations between random quantities."""

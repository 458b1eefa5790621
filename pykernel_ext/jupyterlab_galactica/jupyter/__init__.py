"""Thin adapters: magics, display, widget panel, server extension and command line."""

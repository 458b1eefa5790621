"""What the text around an equation makes of it. Worker process only."""

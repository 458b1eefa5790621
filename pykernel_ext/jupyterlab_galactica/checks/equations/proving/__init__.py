"""What upgrades agreement in numbers to a proof."""

"""What an equation claims, by its form and by the words around it."""

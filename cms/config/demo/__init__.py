"""Plainly invented people and applications for a demonstration, made by the product's own services."""

"""Shanhai (山海): the working system of paired-assistance partnerships."""

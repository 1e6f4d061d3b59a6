"""Generators: each turns a resolved architecture into files and writes them through the one writer."""

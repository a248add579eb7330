"""Figures of networks whose ties do not fit one machine, computed on Apache Spark."""

"""Surveys of networks: rosters and name generators in tables, and exports of Network Canvas."""

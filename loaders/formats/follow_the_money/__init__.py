"""Entities of FollowTheMoney, the data model of investigative tools such as Aleph and OpenSanctions."""

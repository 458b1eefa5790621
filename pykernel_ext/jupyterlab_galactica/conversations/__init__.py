"""Conversations on disk: what was asked and answered, kept from the moment it is said.

`database.py` opens the file and says what is wrong with it; `store.py` is what is done with it,
over what `reading.py` finds there; `titles.py` names a conversation.
"""

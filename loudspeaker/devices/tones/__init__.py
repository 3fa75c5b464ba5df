"""Old receivers that open by tones in the programme sound.

Not authenticated: anybody with a transmitter and a recorder can open and close them.
"""

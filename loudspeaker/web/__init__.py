"""The pages: for everybody, for the kiosk, and for who has signed in."""

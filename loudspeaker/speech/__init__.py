"""Voices: engines, voice manifests, the speech child."""

"""How fast and how rightly text is read, on one core, beside the Python packages for it.

    python -m bench.reading [--rounds 5] [--plot FILE.png]

``sentences`` scores readings, ``readers`` measures each package in a process of its own,
``growth`` times hostile texts of growing size, ``plot`` draws that, ``tables`` prints.
"""

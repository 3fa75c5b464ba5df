"""A kiosk at another building: pulls what everybody may know, and believes the station alone."""

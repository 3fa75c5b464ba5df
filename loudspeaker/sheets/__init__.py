"""Papers and files for spreadsheets: what people take along of the station's record."""

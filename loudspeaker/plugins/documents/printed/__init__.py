"""The printed registers and the six reports of a year: as rows first, then as paper or workbook."""

"""What goes on paper and into spreadsheets: sheets of A4, tables, workbooks; bytes out."""

"""Text of PDF documents: pypdf parses the file; the layout analysis is done here.

fonts       decodes strings and measures characters
drawing     runs the operators of a page to get words and ruling lines with positions
running     removes repeated headers and footers
grid        finds tables with ruling lines
columns     determines the reading order: columns, rows, lines
paragraphs  joins wrapped lines and separates blocks
document    combines all of them
"""

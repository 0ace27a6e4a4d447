"""PDF as text: pypdf takes the file apart, what stands where on a page is worked out here.

fonts       what the bytes of a string mean, and how wide they are drawn
drawing     the operators of a page, as words and ruling lines with their places
running     headers and footers that come back on each page
grid        tables with ruling lines
columns     the order in which the rest is read: columns, rows, lines
paragraphs  lines as text: what was wrapped is joined, blocks stand apart
document    all of it
"""

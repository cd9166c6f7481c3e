//! Page to fragments: rulings, imagined edges, cells, lines.

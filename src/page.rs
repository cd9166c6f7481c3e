//! What stands on a printed page: glyphs and rulings. Made by `extract::pdf`, read by `detect`.

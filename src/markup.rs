//! A text within markup, and how our own pages say that they are ours.

/// How a page says which verb of ours made it.
macro_rules! made_by {
    ($verb:literal) => {
        concat!("<meta name=\"generator\" content=\"rowmend ", $verb, "\">")
    };
}
pub(crate) use made_by;

/// Bytes at the beginning of a page within which it says what made it.
pub const HEAD: u64 = 4096;

/// Whether a page that begins so was made by this program, of tables that were read.
pub fn is_our_page(head: &[u8]) -> bool {
    let head = head.get(..HEAD as usize).unwrap_or(head);
    String::from_utf8_lossy(head).contains("<meta name=\"generator\" content=\"rowmend ")
}

/// A text as XML and HTML have it, in elements and in attributes between double quotes. What neither allows,
/// not even escaped, is U+FFFD: control characters but ends of lines and tabs, U+FFFE and U+FFFF (XML 1.0,
/// 2.2).
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            c if c.is_control() => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_markup_does_not_allow_is_shown_as_unknown() {
        assert_eq!(escaped("a<b & \u{1}"), "a&lt;b &amp; \u{fffd}");
        assert_eq!(escaped("\"x\">\n"), "&quot;x&quot;&gt;\n");
    }
}

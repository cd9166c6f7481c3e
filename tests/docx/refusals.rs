//! Documents that are none, damaged ones, and limits.

use super::*;

#[test]
fn archives_that_are_other_things_are_named() {
    let odt = package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", b"<x/>"),
    ]);
    let (found, message) = kind(odt);
    assert_eq!(found, ErrorKind::UnknownFormat);
    assert!(message.contains(".odt"), "{message}");
    assert_eq!(kind(package(&[("a.txt", b"x")])).0, ErrorKind::UnknownFormat);
    let workbook = TYPES.replace("wordprocessingml.document", "spreadsheetml.sheet");
    let parts: [(&str, &[u8]); 3] = [
        ("[Content_Types].xml", workbook.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("word/document.xml", b"<x/>"),
    ];
    let (found, message) = kind(package(&parts));
    assert_eq!(found, ErrorKind::UnknownFormat);
    assert!(message.contains("Excel"), "{message}");
}

#[test]
fn damage_is_told_with_its_place() {
    let main = |text: &str| {
        package(&[("_rels/.rels", RELATIONS.as_bytes()), ("word/document.xml", text.as_bytes())])
    };
    let open = format!("<w:document {NAMESPACES}><w:body>");
    for text in [
        format!("{open}{}", p("cut off")),
        format!("{open}<w:p><w:r></w:p></w:r></w:body></w:document>"),
        format!("<!DOCTYPE x [<!ENTITY y \"z\">]>{open}</w:body></w:document>"),
        format!("{open}<w:p><w:r><w:t>&nbsp;</w:t></w:r></w:p></w:body></w:document>"),
        "no XML at all".to_owned(),
        String::new(),
    ] {
        let (found, message) = kind(main(&text));
        assert_eq!(found, ErrorKind::Damaged, "{text}");
        assert!(message.contains("word/document.xml"), "{message}");
    }
    let outside = RELATIONS.replace("word/document.xml", "../../etc/passwd");
    assert_eq!(kind(package(&[("_rels/.rels", outside.as_bytes())])).0, ErrorKind::Damaged);
    let twice = package(&[("word/document.xml", b"<a/>"), ("WORD/Document.xml", b"<b/>")]);
    assert_eq!(kind(twice).0, ErrorKind::Damaged);
    let mut cut = document(&table(&[row(&["a"])]), &[]);
    cut.truncate(cut.len() / 2);
    assert_eq!(kind(cut).0, ErrorKind::Damaged);
}

#[test]
fn a_size_that_the_archive_declares_wrongly_is_an_error() {
    let good = document(&table(&[row(&["a", "b"])]), &[]);
    assert!(read_with(good.clone(), &Options::default()).is_ok());
    for change in [-1_i32, 1, 1000] {
        let mut bytes = good.clone();
        // The uncompressed size stands 24 bytes into an entry of the directory, and 22 into the
        // header of the part itself (APPNOTE.TXT 4.3.12, 4.3.7).
        for (sign, at) in [(b"PK\x01\x02", 24), (b"PK\x03\x04", 22)] {
            let starts = |place: &usize| bytes[*place..].starts_with(sign);
            let places: Vec<usize> = (0..bytes.len() - 4).filter(starts).collect();
            for place in places {
                let field: &mut [u8; 4] =
                    (&mut bytes[place + at..place + at + 4]).try_into().unwrap();
                *field = u32::from_le_bytes(*field).wrapping_add_signed(change).to_le_bytes();
            }
        }
        assert_eq!(kind(bytes).0, ErrorKind::Damaged, "{change}");
    }
}

#[test]
fn limits_are_named() {
    let deep = "<w:sdt>".repeat(3000) + &"</w:sdt>".repeat(3000);
    let attributes: String = (0..1000).map(|at| format!(" w:a{at}=\"1\"")).collect();
    for (body, what) in [
        (deep, "deep"),
        (format!("<w:p{attributes}/>"), "attributes"),
        (table(&[row(&[&cell("<w:gridSpan w:val=\"1000000\"/>", "a")])]), "columns"),
    ] {
        let (found, message) = kind(document(&body, &[]));
        assert_eq!(found, ErrorKind::OverLimit);
        assert!(message.contains(what) && message.contains("limit"), "{message}");
    }
    let limits = Limits { part_bytes: 2000, cells: 3, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    for (body, what) in [(p(&"a".repeat(5000)), "bytes"), (table(&[row(&["a"; 4])]), "cells")] {
        let error = read_with(document(&body, &[]), &options).expect_err("a refusal");
        assert_eq!(error.kind(), ErrorKind::OverLimit);
        assert!(error.to_string().contains(what), "{error}");
    }
}

#[test]
fn tables_may_nest_but_not_without_end() {
    let mut nested = p("x");
    for _ in 0..20 {
        nested = table(&[row(&[&format!("{nested}{}", p("y"))])]);
    }
    assert_eq!(read(&nested, &[]).0.fragments.len(), 20);
    for _ in 0..2000 {
        nested = format!("<w:tbl><w:tr><w:tc>{nested}</w:tc></w:tr></w:tbl>");
    }
    assert_eq!(kind(document(&nested, &[])).0, ErrorKind::OverLimit);
}

#[test]
fn the_same_bytes_are_read_the_same_twice() {
    let body = p("Table 1. A") + &table(&[row(&["a", "b"]), row(&["c", "d"])]) + &p("Note.");
    let once = format!("{:?}", read(&body, &[]));
    assert_eq!(once, format!("{:?}", read(&body, &[])));
}

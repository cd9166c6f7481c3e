//! `rowmend report`: the page as a file. What a browser does with it is tried by `tests/browser`.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use program::{DUMP, ends, folder_with, out, run, told};
use sha2::{Digest, Sha256};

/// Bytes of a page of the 17 printed pages of the appendix, drawn to be read; 30 such pages have to stay
/// under 5 MB.
const MOST_OF_17_PAGES: usize = 2_800_000;

fn sample(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name).display().to_string()
}

/// The page of a sample.
fn page(name: &str, more: &[&str]) -> String {
    let folder = tempfile::TempDir::new().unwrap();
    let source = sample(name);
    let arguments = [&["report", &source, "-o", "page.html"], more].concat();
    ends(&run(folder.path(), &arguments), 0);
    fs::read_to_string(folder.path().join("page.html")).unwrap()
}

/// What stands between two texts, the first time that both are there.
fn between<'t>(page: &'t str, before: &str, after: &str) -> &'t str {
    page.split_once(before).unwrap().1.split_once(after).unwrap().0
}

fn data(page: &str) -> serde_json::Value {
    let json = between(page, "<script type=\"application/json\" id=\"data\">", "</script>");
    serde_json::from_str(json).unwrap()
}

#[test]
fn the_page_loads_nothing_and_names_its_script_and_style() {
    let page = page("pdf/appendix.pdf", &["--images", "thumb"]);
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src 'none'; img-src data:;"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let script = page.rsplit_once("<script>").unwrap().1.split_once("</script>").unwrap().0;
    for inside in [script, between(&page, "<style>", "</style>")] {
        let hash = STANDARD.encode(Sha256::digest(inside.as_bytes()));
        assert!(policy.contains(&format!("'sha256-{hash}'")), "{policy}");
    }
    // What begins an address of elsewhere stands in no attribute that loads; the one there is names SVG.
    let without = page.replace("http://www.w3.org/2000/svg", "");
    let markup = without.split_once("<script type=").unwrap().0;
    assert!(!markup.contains("http:") && !markup.contains("https:") && !markup.contains("@import"));
    assert!(!script.contains("innerHTML") && !script.contains("eval("), "texts stay texts");
    for source in markup.match_indices(" src=\"").map(|(at, _)| &markup[at + 6..]) {
        assert!(source.starts_with("data:image/png;base64,"));
    }
}

#[test]
fn a_document_of_markup_is_text() {
    let evil = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)>";
    let folder = folder_with(&DUMP.replace("Shared vision", evil));
    ends(&run(folder.path(), &["report", "a.txt"]), 0);
    let page = fs::read_to_string(folder.path().join("a.txt.report.html")).unwrap();
    assert!(!page.contains("alert(1)</script>") && !page.contains("<img"), "it is escaped");
    assert_eq!(page.matches("</script>").count(), 2);
    let data = data(&page);
    let step = data["tables"][0]["records"][0]["cells"][2][0][0][1][0].as_str().unwrap();
    assert_eq!(step, evil);
}

#[test]
fn the_same_source_gives_the_same_bytes() {
    for name in ["pdf/break-key-wraps.pdf", "docx/merged-cells.docx", "dump/appendix.txt"] {
        let more = ["--sample", "5", "--seed", "a"];
        assert!(page(name, &more) == page(name, &more), "{name}");
    }
}

#[test]
fn pictures_are_as_large_as_asked_for() {
    let [none, thumb, full] =
        ["none", "thumb", "full"].map(|how| page("pdf/appendix.pdf", &["--images", how]));
    assert_eq!(none.matches("<img").count(), 0);
    assert_eq!(full.matches("<img").count(), 17);
    assert!(none.len() < thumb.len() && thumb.len() < full.len());
    assert!(full.len() < MOST_OF_17_PAGES, "{} bytes", full.len());
}

#[test]
fn every_value_says_where_it_stands() {
    for name in ["pdf/appendix.pdf", "docx/appendix.docx", "dump/appendix.txt"] {
        let data = data(&page(name, &["--images", "none"]));
        let records = data["tables"][0]["records"].as_array().unwrap();
        assert_eq!(records.len(), 50);
        for part in records.iter().flat_map(|record| record["cells"].as_array().unwrap()) {
            let spans = part[1].as_array().unwrap().iter().map(|part| &part[2]);
            assert!(spans.into_iter().all(|spans| !spans.as_array().unwrap().is_empty()), "{name}");
        }
        let pages = data["pages"].as_array().unwrap();
        let placed: u64 = pages.iter().map(|page| page["placed"].as_u64().unwrap()).sum();
        let all = data["accounting"]["placed"].as_u64().unwrap();
        assert_eq!(placed, if pages.is_empty() { 0 } else { all }, "{name}: the pages add up");
    }
}

#[test]
fn word_paragraphs_are_found_by_their_places() {
    let data = data(&page("docx/merged-cells.docx", &[]));
    let mut shown = Vec::new();
    for table in data["view"]["tables"].as_array().unwrap() {
        let rows = table["rows"].as_array().unwrap().iter();
        let cells = rows.flat_map(|row| row.as_array().unwrap());
        shown.extend(cells.flat_map(|cell| cell["text"].as_array().unwrap()).map(|p| &p["place"]));
    }
    for record in data["tables"][0]["records"].as_array().unwrap() {
        for part in
            record["cells"].as_array().unwrap().iter().flat_map(|c| c[1].as_array().unwrap())
        {
            for span in part[2].as_array().unwrap() {
                assert!(shown.contains(&span), "{span}");
            }
        }
    }
}

#[test]
fn decisions_are_shown_as_they_stand_and_do_not_change_what_is_shown() {
    let page = page("decided/appendix.txt", &[]);
    let data = data(&page);
    let text = fs::read_to_string(sample("decided/appendix.txt.decisions.toml")).unwrap();
    let entries = data["decisions"]["entries"].as_array().unwrap();
    let mut whole = data["decisions"]["head"].as_str().unwrap().to_owned();
    for entry in entries {
        whole.push_str(entry["text"].as_str().unwrap());
        whole.push_str(entry["rest"].as_str().unwrap());
    }
    assert_eq!(whole, text, "the file is there to the letter");
    let decided = data["standing"]["decided"].as_array().unwrap();
    assert_eq!(decided.len(), entries.len());
    assert!(decided.iter().all(|own| own["status"] == "applied" && own.get("edit").is_some()));
}

#[test]
fn only_a_page_of_ours_is_written_over() {
    let folder = folder_with(DUMP);
    let path = folder.path();
    let page = path.join("a.txt.report.html");
    ends(&run(path, &["report", "a.txt"]), 0);
    ends(&run(path, &["report", "a.txt"]), 0);
    fs::write(&page, "<p>my notes</p>").unwrap();
    let refused = run(path, &["report", "a.txt"]);
    ends(&refused, 5);
    assert!(told(&refused).contains("--force"), "{}", told(&refused));
    assert_eq!(fs::read_to_string(&page).unwrap(), "<p>my notes</p>");
    ends(&run(path, &["report", "a.txt", "--force"]), 0);
    assert!(out(&run(path, &["report", "a.txt", "-o", "-"])).starts_with("<!DOCTYPE html>"));
}

#[test]
fn a_sample_is_drawn_from_values_without_flags() {
    let data = data(&page("dump/appendix.txt", &["--sample", "30", "--seed", "S"]));
    let values = data["sample"]["values"].as_array().unwrap();
    assert_eq!(values.len(), 30);
    for value in values {
        let at = |index: usize| value[index].as_u64();
        let record = &data["tables"][at(0).unwrap() as usize]["records"][at(1).unwrap() as usize];
        for flag in record["flags"].as_array().unwrap() {
            let here =
                flag[0].as_u64() == at(2) && (flag[1].is_null() || flag[1].as_u64() == at(3));
            assert!(!here, "{value} has the flag {flag}");
        }
    }
    ends(&run(Path::new("."), &["report", "a.txt", "--seed", "S"]), 2);
}

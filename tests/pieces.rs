//! A result that is written piece by piece has the same bytes as one that is written whole.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rowmend::unstable::canon::{self, Writer};
use rowmend::unstable::pipeline::{self, Extraction, Options};
use rowmend::unstable::source::{Limits, Source};

/// Data and trace as the writer makes them while the source is read, or from the whole.
fn written(source: &Source, read: &Extraction, compact: bool, whole: bool) -> [String; 2] {
    let mut streams = [Vec::new(), Vec::new(), Vec::new()];
    let mut put = |stream, bytes: &[u8]| streams[stream as usize].extend(bytes);
    let mut writer = Writer::new(&read.trace.source, compact, &mut put);
    let trace = if whole {
        read.clone().into_pieces(&mut |piece| writer.piece(&piece))
    } else {
        let options = Options::default();
        pipeline::stream(source, &options, &mut |piece| writer.piece(&piece)).unwrap()
    };
    writer.finish(&trace);
    let [data, mut trace, rest] = streams;
    trace.extend(rest);
    [data, trace].map(|bytes| String::from_utf8(bytes).unwrap())
}

fn assert_same(source: &Source) -> bool {
    let Ok(extraction) = pipeline::ingest(source, &Options::default()) else { return false };
    let whole = String::from_utf8(canon::to_bytes(&extraction.document)).unwrap();
    let compact = String::from_utf8(canon::to_compact(&extraction.document)).unwrap() + "\n";
    for (form, data) in [(false, whole), (true, compact)] {
        for at_once in [false, true] {
            let found = written(source, &extraction, form, at_once);
            // Beside the pieces the trace says which data it was written with.
            let written = Some(rowmend::unstable::source::hash(data.as_bytes()));
            let mut trace = extraction.trace.clone();
            trace.data = written;
            let trace = String::from_utf8(canon::to_bytes(&trace)).unwrap();
            assert_eq!(found, [data.clone(), trace], "{}", source.name());
        }
    }
    true
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn every_sample_is_the_same_in_pieces() {
    let samples = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("samples"));
    let is_same = |path: &&PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = Source::new(&name, fs::read(path).unwrap(), &Limits::default());
        source.is_ok_and(|source| assert_same(&source))
    };
    let same = samples.par_iter().filter(is_same).count();
    assert!(same > 50, "{same} samples were compared");
}

#[test]
fn nothing_in_a_text_can_look_like_a_list() {
    let dump = "Study\t\"records\": []\n\
        (Allen, 2016)\t• \"left_out\": [] → \"repairs\":[]\n\"tables\":[]\t• B\n";
    let name = "a \"records\": [].txt";
    assert!(assert_same(&Source::new(name, dump.into(), &Limits::default()).unwrap()));
    // A table without a row.
    let empty = Source::new("a.txt", "Study\tFindings\n".into(), &Limits::default()).unwrap();
    assert!(assert_same(&empty));
}

//! temp
fn main() {
    let p = std::env::args().nth(1).unwrap();
    let b = std::fs::read(&p).unwrap();
    let n = std::path::Path::new(&p).file_name().unwrap().to_string_lossy().into_owned();
    let s = rowmend::source::Source::new(&n, b, &Default::default()).unwrap();
    let e = rowmend::pipeline::ingest(&s, &Default::default()).map_err(|e| e.to_string()).unwrap();
    use std::io::Write;
    let d = if std::env::args().nth(2).is_some() {
        rowmend::canon::to_bytes(&e.trace)
    } else {
        rowmend::canon::to_bytes(&e.document)
    };
    std::io::stdout().write_all(&d).unwrap();
}

//! How long PDFs take in this process, beside the time that hayro alone needs to interpret the same
//! pages for a device that does nothing: `cargo bench --bench pages -- FILE_OR_FOLDER...`, of the
//! samples without any. Of several runs of each file the fastest counts.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::{BezPath, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, TransformExt, font::GlyphRun, interpret_page,
};
use rowmend::unstable::ledger::Ledger;
use rowmend::unstable::pipeline::{self, Options};
use rowmend::unstable::source::{Limits, Source};

const RUNS: usize = 7;

struct Nothing;

impl<'a> Device<'a> for Nothing {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Interprets all pages; how many there are.
fn hayro(bytes: &[u8]) -> Option<usize> {
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    let cache = InterpreterCache::new();
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let transform = page.initial_transform(true).to_kurbo();
        let settings = InterpreterSettings::default();
        let mut context = Context::new(transform, bounds, &cache, page.xref(), settings);
        interpret_page(page, &mut context, &mut Nothing);
    }
    Some(pdf.pages().len())
}

fn rowmend(name: &str, bytes: &[u8]) -> Option<usize> {
    let source = Source::new(name, bytes.to_vec(), &Limits::default()).ok()?;
    let mut ledger = Ledger::default();
    pipeline::tables(&source, &Options::default(), &mut ledger).ok().map(|(_, tables)| tables.len())
}

fn fastest<T>(mut work: impl FnMut() -> Option<T>) -> Option<(T, Duration)> {
    let runs = (0..RUNS).map(|_| {
        let start = Instant::now();
        let done = black_box(work());
        done.map(|done| (done, start.elapsed()))
    });
    runs.collect::<Option<Vec<_>>>()?.into_iter().min_by_key(|(_, time)| *time)
}

fn files(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "pdf")).collect();
    files.sort();
    files
}

fn main() {
    let mut asked: Vec<PathBuf> =
        std::env::args().skip(1).filter(|word| word != "--bench").map(PathBuf::from).collect();
    if asked.is_empty() {
        asked.push("samples/pdf".into());
    }
    for folder in asked {
        let (mut pages, mut alone, mut whole, mut left) = (0, Duration::ZERO, Duration::ZERO, 0);
        for path in files(&folder) {
            let bytes = std::fs::read(&path).unwrap();
            let name = path.display().to_string();
            let found = fastest(|| hayro(&bytes)).zip(fastest(|| rowmend(&name, &bytes)));
            let Some(((count, hayro), (_, rowmend))) = found else {
                left += 1;
                continue;
            };
            (pages, alone, whole) = (pages + count, alone + hayro, whole + rowmend);
        }
        let each = |time: Duration| time.as_secs_f64() * 1e3 / f64::from(pages.max(1) as u32);
        println!(
            "{}: {pages} pages, {left} files left aside; a page: hayro alone {:.2} ms, rowmend {:.2} ms, \
             {:.2} times",
            folder.display(),
            each(alone),
            each(whole),
            each(whole) / each(alone),
        );
    }
}

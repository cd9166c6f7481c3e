//! A source → its page for the browser: what was read of it, and what it looks like, both asked of workers.

use std::sync::atomic::{AtomicUsize, Ordering};

use clap::ValueEnum;
use rayon::prelude::*;
use rowmend::unstable::contain::{Answer, Ask};
use rowmend::unstable::decide::Decisions;
use rowmend::unstable::error::Error;
use rowmend::unstable::pipeline::{Extraction, Options};
use rowmend::unstable::show::heads::Heads;
use rowmend::unstable::show::view::View;
use rowmend::unstable::show::{self, Shown};

use super::isolate::Reader;

/// Pages that are drawn by one worker before the next batch: enough to make up for opening the file, and few
/// enough that those beside are not lost where one cannot be drawn.
const BATCH: u32 = 16;
/// Pages that are drawn, the first ones: those of the longest appendix of the corpora three times over.
const MOST_DRAWN: usize = 2_000;
/// Pages of a document whose file stays small enough for mail at the full size of its pictures.
const MANY_PAGES: u32 = 100;
/// Batches that may fail before no further one is tried: a document made to take a worker's time takes no more
/// than so many times of it.
const MOST_FAILED: usize = 3;
/// Bytes of all pictures at most. What is more, browsers take long to open.
const ALL_PICTURES: usize = 64 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Images {
    /// Not at all: boxes on white
    None,
    /// Small, for the shape of the page
    Thumb,
    /// To be read
    Full,
}

impl Images {
    /// Pixels for each point of so many pages.
    fn scale(self, pages: u32) -> Option<f64> {
        match self {
            Images::None => None,
            // A page of A4 is 446 pixels wide.
            Images::Thumb => Some(0.75),
            // 144 pixels to the inch: letters of 8 points are read at the width of half a screen.
            Images::Full if pages <= MANY_PAGES => Some(2.0),
            // 108 to the inch, which can be read too: three fifths of the bytes.
            Images::Full => Some(1.5),
        }
    }
}

/// A picture of each page, as PNG; none where there is none.
pub(super) type Pictures = Vec<Option<Vec<u8>>>;

/// What a source looks like.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) view: View,
    pub(super) pictures: Pictures,
    /// Why pictures are not there.
    pub(super) unseen: Vec<String>,
}

impl Seen {
    /// What its page shows: what was read of it, with the name and the text of its decisions file and what that
    /// says.
    pub(super) fn shown<'a>(
        &'a self,
        extraction: &'a Extraction,
        file: &'a str,
        decisions: Option<&'a str>,
        decided: &'a Decisions,
    ) -> Shown<'a> {
        Shown {
            extraction,
            view: &self.view,
            pictures: &self.pictures,
            unseen: &self.unseen,
            decisions,
            decided,
            file,
            two: None,
            draw: None,
            served: None,
        }
    }
}

/// The page as bytes.
pub(super) fn page(shown: &Shown<'_>) -> Vec<u8> {
    let mut page = Vec::new();
    let Ok(()) = show::page(shown, &mut |bytes| {
        page.extend_from_slice(bytes);
        Ok::<(), std::convert::Infallible>(())
    });
    page
}

/// A document whose look is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Looked<'a> {
    pub(super) reader: &'a Reader,
    pub(super) options: &'a Options,
    pub(super) name: &'a str,
    pub(super) bytes: &'a [u8],
}

impl Looked<'_> {
    fn ask(&self, ask: Ask) -> Result<Answer, Error> {
        self.reader.ask_bytes(self.name, self.bytes.to_vec(), ask, self.options)
    }

    /// What is read of it.
    pub(super) fn read(&self) -> Result<Extraction, Error> {
        self.reader.extraction_with(self.name, self.bytes.to_vec(), self.options)
    }

    /// What is read of it with these decisions on its tables, and no others.
    pub(super) fn read_as(&self, decisions: &Decisions) -> Result<Extraction, Error> {
        let mut options = self.options.clone();
        options.decisions.shapes.clone_from(&decisions.shapes);
        Looked { options: &options, ..*self }.read()
    }

    /// Its sizes, lines or tables.
    pub(super) fn view(&self) -> Result<View, Error> {
        self.ask(Ask::View)?.told(self.name)
    }

    /// Where its captions, the names of its columns and its notes stand.
    pub(super) fn heads(&self) -> Result<Vec<Heads>, Error> {
        self.ask(Ask::Heads)?.told(self.name)
    }

    /// What it looks like.
    pub(super) fn see(&self, images: Images) -> Result<Seen, Error> {
        Ok(self.see_pages(self.view()?, images, None))
    }

    /// What it looks like, with pictures of all pages or of these alone.
    pub(super) fn see_pages(&self, view: View, images: Images, only: Option<&[u32]>) -> Seen {
        let mut seen = Seen { view, pictures: Vec::new(), unseen: Vec::new() };
        if let View::Pages(sizes) = &seen.view {
            let count = u32::try_from(sizes.len()).unwrap_or(u32::MAX);
            let (first, last) = self.options.extract.pages.unwrap_or((1, count));
            let wanted = |page: &u32| only.is_none_or(|only| only.contains(page));
            let pages: Vec<u32> = (first..=last.min(count)).filter(wanted).collect();
            let drawn = u32::try_from(only.map_or(sizes.len(), <[u32]>::len)).unwrap_or(u32::MAX);
            if let Some(scale) = images.scale(drawn) {
                (seen.pictures, seen.unseen) = self.draw(count, &pages, scale);
            }
        }
        seen
    }

    /// The pages in batches, each in a worker. A batch that cannot be drawn costs its pictures, not the page.
    fn draw(&self, count: u32, pages: &[u32], scale: f64) -> (Pictures, Vec<String>) {
        let drawn = pages.get(..MOST_DRAWN).unwrap_or(pages);
        let batches = batches(drawn);
        let failed = AtomicUsize::new(0);
        let made: Vec<Option<Result<Pictures, Error>>> = batches
            .par_iter()
            .map(|(from, to)| {
                if failed.load(Ordering::Relaxed) >= MOST_FAILED {
                    return None;
                }
                let drawn = self.batch(*from, *to, scale);
                failed.fetch_add(usize::from(drawn.is_err()), Ordering::Relaxed);
                Some(drawn)
            })
            .collect();
        let mut pictures: Pictures = vec![None; count as usize];
        let (mut unseen, mut bytes) = (Vec::new(), 0_usize);
        for ((from, to), made) in batches.into_iter().zip(made) {
            let drawn = match made {
                Some(Ok(drawn)) => drawn,
                Some(Err(error)) => {
                    unseen.push(format!("pages {from} to {to} could not be drawn: {error}"));
                    continue;
                }
                None => {
                    unseen.push(format!("pages {from} to {to} were not drawn, as others failed"));
                    continue;
                }
            };
            for (number, picture) in (from..).zip(drawn) {
                bytes += picture.as_ref().map_or(0, Vec::len);
                match pictures.get_mut(number as usize - 1) {
                    Some(place) if bytes <= ALL_PICTURES => *place = picture,
                    _ => {}
                }
            }
        }
        if bytes > ALL_PICTURES || drawn.len() < pages.len() {
            unseen.push(
                "its last pages have no pictures, for all of them would be too much; --images thumb \
                 makes them smaller, and --pages takes some"
                    .to_owned(),
            );
        }
        (pictures, unseen)
    }

    fn batch(&self, from: u32, to: u32, scale: f64) -> Result<Pictures, Error> {
        self.ask(Ask::Pictures { from, to, scale })?.pictures()
    }
}

/// Pages that follow each other, so many at most.
fn batches(pages: &[u32]) -> Vec<(u32, u32)> {
    let mut batches: Vec<(u32, u32)> = Vec::new();
    for page in pages {
        match batches.last_mut() {
            Some((from, to)) if *to + 1 == *page && *page - *from < BATCH => *to = *page,
            _ => batches.push((*page, *page)),
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::batches;

    #[test]
    fn a_batch_has_pages_that_follow_each_other() {
        let pages: Vec<u32> = (1..=18).chain([20, 21, 40]).collect();
        assert_eq!(batches(&pages), [(1, 16), (17, 18), (20, 21), (40, 40)]);
        assert_eq!(batches(&[]), []);
    }
}

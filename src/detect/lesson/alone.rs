//! A table cut out of its page, as a page of its own.

use super::super::sheet::Sheet;
use super::super::strips;
use super::super::words::Word;
use super::{Home, Scene, TrueTable};
use crate::geom::{Area, Pt};
use crate::page::{Axis, Page, Ruling};

/// How far round a table its rulings stand.
const REACH: Pt = Pt(900);

impl Scene {
    /// The page with nothing on it but one of its tables, or the first lines of it, on a sheet cut to its
    /// size: what a page looks like does not tell what a table is. `seed` says how it is cut.
    pub fn alone(&self, table: usize, seed: u64) -> Option<Scene> {
        let sheet = Sheet::new(&self.page, &self.words);
        let lines = self.true_lines(&sheet, table);
        if lines.len() < 2 || !self.tables.get(table)?.whole || !self.teaches {
            return None;
        }
        let kept = match seed % 3 {
            0 => lines.len(),
            _ => (2 + (seed / 3) as usize % 6).min(lines.len()),
        };
        let (x0, x1) = strips::extent(&lines[..kept]);
        let top = lines[0].area.top;
        let bottom =
            lines.get(kept).map_or(lines[kept - 1].area.bottom + REACH, |next| next.area.top);
        let margin = Pt(1500 + (seed / 18 % 8) as i32 * 1000);
        let (dx, dy) = (margin - x0, margin - top);
        let inside = |word: &Word, home: &Option<Home>| {
            home.is_some_and(|home| home.table == table) && word.area.mid_y() < bottom
        };
        let (mut words, mut homes) = (Vec::new(), Vec::new());
        for (word, home) in self.words.iter().zip(&self.homes).filter(|(w, h)| inside(w, h)) {
            let mut word = word.clone();
            word.area = moved(&word.area, dx, dy);
            word.baseline = word.baseline + dy;
            words.push(word);
            homes.push(home.map(|home| Home { table: 0, ..home }));
        }
        let mut page = Page {
            number: 1,
            width: x1 - x0 + margin * 2,
            height: bottom - top + margin * 2,
            ..Page::default()
        };
        page.rulings = self.rulings_in(Area { x0, top, x1, bottom }, (dx, dy));
        page.rulings.sort_unstable();
        let tables = vec![TrueTable { whole: true, ..self.tables[table].clone() }];
        Some(Scene { page, words, homes, tables, teaches: true, before: Vec::new() })
    }

    /// The rulings round and in a box, cut to it and moved.
    fn rulings_in(&self, area: Area, (dx, dy): (Pt, Pt)) -> Vec<Ruling> {
        let (reach, Area { x0, top, x1, bottom }) = (REACH, area);
        let cut = |ruling: &Ruling| {
            let mut own = *ruling;
            let (from, to, at, low, high) = match ruling.axis {
                Axis::Horizontal => {
                    (x0 - reach, x1 + reach, (top - reach, bottom + Pt(100)), dx, dy)
                }
                Axis::Vertical => (top - reach, bottom, (x0 - reach, x1 + reach), dy, dx),
            };
            own.from = own.from.max(from);
            own.to = own.to.min(to);
            let kept = at.0 <= own.at && own.at <= at.1 && own.from < own.to;
            own.at = own.at + high;
            (own.from, own.to) = (own.from + low, own.to + low);
            kept.then_some(own)
        };
        self.page.rulings.iter().filter_map(cut).collect()
    }

    /// How many true tables it has.
    pub fn count(&self) -> usize {
        self.tables.len()
    }
}

fn moved(area: &Area, dx: Pt, dy: Pt) -> Area {
    Area { x0: area.x0 + dx, x1: area.x1 + dx, top: area.top + dy, bottom: area.bottom + dy }
}

//! Whether what is read of a region is a table: lessons for the last look.

use super::super::build::Kept;
use super::super::region::{self, Region};
use super::super::score::{self, Decision, Evidence};
use super::super::sheet::Sheet;
use super::super::{Candidate, candidates, propose, regions};
use super::{Lesson, Scene};

impl Scene {
    /// The proposals that read most like tables of those that hold none and were not chosen: what is
    /// chosen on pages that were learned from is hardly ever wrong.
    fn rivals(&self, sheet: &Sheet<'_>, chosen: &[Region], sizes: &[usize]) -> Vec<Region> {
        /// So many of a page.
        const MOST: usize = 2;
        let proposals = propose::all(sheet);
        let card = score::of(Decision::Region);
        let mut others: Vec<Region> = proposals
            .regions
            .into_iter()
            .filter(|region| self.agreement(sheet, region, sizes).0 < 0.1)
            .map(|region| {
                let evidence = region::evidence(sheet, &region, &proposals.votes, &self.before);
                Region { score: card.score(&evidence), ..region }
            })
            .collect();
        others.sort_by_key(|region| (-region.score, region.area));
        let mut taken: Vec<usize> = chosen.iter().flat_map(Region::phrases).collect();
        let mut found = Vec::new();
        for region in others {
            if found.len() < MOST && !region.phrases().any(|at| taken.contains(&at)) {
                taken.extend(region.phrases());
                found.push(region);
            }
        }
        found
    }

    /// Whether what is read of each region is a table; what holds only a part of one says nothing.
    pub(super) fn verdicts(&self, sheet: &Sheet<'_>) -> Vec<Lesson> {
        let sizes = self.sizes();
        let chosen = regions(sheet, &self.before);
        let lesson = |(region, _, evidence): (Region, Candidate<'_>, Evidence)| {
            let (_, table) = self.agreement(sheet, &region, &sizes);
            let words = || region.phrases().flat_map(|at| &sheet.phrases[at].words);
            let own = |word: &&usize| self.home(**word).is_some_and(|home| home.table == table);
            let inside = words().filter(own).count() as f32 / words().count().max(1) as f32;
            let truth = if inside > 0.6 {
                1.0
            } else if inside < 0.3 {
                0.0
            } else {
                return None;
            };
            Some(Lesson { evidence, truth })
        };
        let rivals = self.rivals(sheet, &chosen.regions, &sizes);
        let before = Kept { edges: &self.before, align: None };
        let mut found: Vec<Lesson> = [chosen.regions, rivals]
            .into_iter()
            .flat_map(|regions| candidates(sheet, regions, &chosen.votes, before, None))
            .filter_map(lesson)
            .collect();
        // Nearly all tables that we have truth of carry a caption; a table without one is a table too.
        let bare = found.iter().filter(|lesson| lesson.truth > 0.5).cloned().map(without_caption);
        found.extend(bare.collect::<Vec<_>>());
        found
    }
}

/// A lesson about a table as if its caption and notes were not there.
fn without_caption(mut lesson: Lesson) -> Lesson {
    for (name, value) in &mut lesson.evidence {
        if name.starts_with("caption") || *name == "note right below" {
            *value = score::UNKNOWN;
        }
    }
    lesson
}

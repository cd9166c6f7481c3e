//! What a person said of the tables of a document before their rows are joined: that one is none, that
//! several are one, which column names the studies. `decide` finds the tables that are meant.

use super::Gathered;
use super::join::Group;
use super::looks::words;
use super::place;
use crate::fragment::{Line, Role, Row};
use crate::ledger::{Ledger, Reason};
use crate::profile;
use crate::signs::caption;

/// What a table shows of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heading {
    /// Its caption; empty where it has none.
    pub title: String,
    /// What stands over each of its columns; empty where nothing does.
    pub headers: Vec<String>,
    /// Its first row, of the header where it has one: the texts of its filled cells.
    pub first: Vec<String>,
}

/// Which columns of the table that two become theirs are, each in order.
#[derive(Debug)]
pub(crate) struct Paired {
    /// Those of the first, where the second has more of them.
    pub first: Option<Vec<usize>>,
    /// Those of the second.
    pub second: Vec<usize>,
}

impl Gathered {
    /// What each table shows of itself.
    pub(crate) fn headings(&self, ledger: &Ledger) -> Vec<Heading> {
        self.groups.iter().map(|group| group.heading(ledger)).collect()
    }

    /// Tells that a column of a table names its studies.
    pub(crate) fn set_key(&mut self, table: usize, column: usize) {
        if let Some(group) = self.groups.get_mut(table) {
            group.key = Some(column);
        }
    }

    /// Leaves out what a person said is no table.
    pub(crate) fn leave_out(&mut self, table: usize, ledger: &mut Ledger) {
        let Some(group) = self.groups.get_mut(table) else { return };
        let Group { title, notes, header, fragments, .. } = std::mem::take(group);
        let rows = fragments.into_iter().flat_map(|fragment| {
            let around = fragment.above.into_iter().chain(fragment.below);
            lines(fragment.rows).chain(around).collect::<Vec<_>>()
        });
        for line in title.into_iter().chain(notes).chain(lines(header)).chain(rows) {
            ledger.leave_out(line.run, Reason::Decided);
        }
    }

    /// Makes one table of two.
    pub(crate) fn join(
        &mut self,
        first: usize,
        second: usize,
        columns: &Paired,
        ledger: &mut Ledger,
    ) {
        let Some(mut next) = self.groups.get_mut(second).map(std::mem::take) else { return };
        let Some(group) = self.groups.get_mut(first) else { return };
        if let Some(own) = &columns.first {
            group.take_columns(&mut next, own, ledger);
        }
        group.append_told(next, &columns.second, ledger);
    }

    /// Takes away tables of which nothing is left.
    pub(crate) fn retain(&mut self, keep: impl Fn(usize) -> bool) {
        let mut at = 0..;
        self.groups.retain(|_| at.next().is_some_and(&keep));
    }
}

fn lines(rows: Vec<Row>) -> impl Iterator<Item = Line> {
    rows.into_iter().flat_map(|row| row.cells).flat_map(|cell| cell.lines)
}

fn texts(row: &Row, ledger: &Ledger) -> Vec<String> {
    let filled = row.cells.iter().filter(|cell| !cell.is_empty());
    filled.map(|cell| crate::text::cell(cell, ledger)).collect()
}

impl Group {
    fn columns(&self) -> usize {
        self.fragments.iter().map(|fragment| fragment.columns).max().unwrap_or(0)
    }

    fn title(&self, ledger: &Ledger) -> String {
        let runs: Vec<_> = self.title.iter().map(|line| line.run).collect();
        crate::text::join(&runs, ledger)
    }

    fn heading(&self, ledger: &Ledger) -> Heading {
        let rows = self.header.iter().chain(self.fragments.iter().flat_map(|own| &own.rows));
        let mut rows = rows.map(|row| texts(row, ledger));
        Heading {
            title: self.title(ledger),
            headers: profile::roles::headers(&self.header, self.columns(), ledger),
            first: rows.find(|row| !row.is_empty()).unwrap_or_default(),
        }
    }

    /// Why the header of another table is left out, where it is: it says what this one does of each column, or with
    /// the same words in other cells; or it names most columns alike, and a person said that they are the same.
    fn header_again(&self, next: &Group, columns: &[usize], ledger: &Ledger) -> Option<Reason> {
        let named = |group: &Group| -> Vec<String> {
            let headers = profile::roles::headers(&group.header, group.columns(), ledger);
            headers.iter().map(|header| words([header.as_str()].into_iter())).collect()
        };
        let (own, others) = (named(self), named(next));
        let all = |names: &[String]| words(names.iter().map(String::as_str));
        let alike =
            others.iter().zip(columns).filter(|(name, column)| own.get(**column) == Some(*name));
        match alike.count() {
            count if count == others.len() => Some(Reason::RepeatedHeader),
            _ if all(&own) == all(&others) => Some(Reason::RepeatedHeader),
            count if count * 2 > others.len() => Some(Reason::Decided),
            _ => None,
        }
    }

    /// Takes the columns of another table, which has all that this one has, and more: `own` tells which are this
    /// one's, in order. The other's header, which names them all, is the header of both.
    fn take_columns(&mut self, next: &mut Group, own: &[usize], ledger: &mut Ledger) {
        for line in lines(std::mem::replace(&mut self.header, std::mem::take(&mut next.header))) {
            ledger.leave_out(line.run, Reason::RepeatedHeader);
        }
        let count = next.columns();
        let edges = next.fragments.first().map(|other| other.edges.clone()).unwrap_or_default();
        for fragment in self.fragments.iter_mut().filter(|fragment| fragment.columns == own.len()) {
            place::widen(&mut fragment.rows, own, count);
            fragment.columns = count;
            fragment.edges.clone_from(&edges);
        }
        self.key = self.key.and_then(|key| own.get(key).copied());
        self.doubtful = next.doubtful;
    }

    /// Adds another table. What it prints again is left out as what it is; header rows that say something
    /// else are rows of the table.
    fn append_told(&mut self, mut next: Group, columns: &[usize], ledger: &mut Ledger) {
        let (own, title) = (self.title(ledger), next.title(ledger));
        let captions = caption::parse(&own).zip(caption::parse(&title));
        let same = captions.is_some_and(|(own, other)| own.same_as(&other) == Some(true));
        if same || own == title {
            for line in next.title.drain(..) {
                ledger.leave_out(line.run, Reason::RepeatedCaption);
            }
        }
        self.notes.append(&mut next.title);
        self.notes.append(&mut next.notes);
        let again = self.header_again(&next, columns, ledger);
        let count = self.columns();
        place::widen(&mut next.header, columns, count);
        let edges = self.fragments.last().map(|last| last.edges.clone()).unwrap_or_default();
        let mut header = next.header;
        if let Some(reason) = again {
            for line in lines(std::mem::take(&mut header)) {
                ledger.leave_out(line.run, reason);
            }
        }
        header.iter_mut().for_each(|row| row.role = Role::Body);
        for mut fragment in next.fragments {
            // A page of a dump that lacks columns finds its own by what it holds.
            if fragment.columns == columns.len() {
                place::widen(&mut fragment.rows, columns, count);
                fragment.columns = count;
                fragment.edges.clone_from(&edges);
            }
            fragment.rows.splice(..0, std::mem::take(&mut header));
            self.fragments.push(fragment);
        }
        self.under = next.under;
        self.labels = next.labels;
        self.doubtful |= next.doubtful;
    }
}

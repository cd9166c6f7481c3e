//! Which tables there are: what is none, what is one, and which column names the studies of each.

use super::Reshaping;
use super::find::{self, Known};
use crate::decide::shape::Form;
use crate::decide::target::Miss;
use crate::ledger::Ledger;
use crate::profile::{self, Profile, folded};
use crate::stitch::{Gathered, Heading, Paired};

impl Reshaping<'_> {
    /// Applies what was decided about whole tables.
    pub(crate) fn tables(
        &mut self,
        gathered: &mut Gathered,
        profile: &Profile,
        ledger: &mut Ledger,
    ) {
        if self.is_idle() {
            return;
        }
        let headings = gathered.headings(ledger);
        self.known = headings.iter().enumerate().map(|(at, own)| Known::of(at, own)).collect();
        self.next = self.known.len();
        let meant = self.meant(&headings, ledger);
        let claims: Vec<_> = meant
            .iter()
            .flat_map(|(shape, tables)| {
                let want =
                    format!("{:?}", (self.shapes.get(*shape).map(|s| s.form.name()), tables));
                tables.iter().map(move |table| (*table, *shape, want.clone()))
            })
            .collect();
        self.contradicted(&claims);
        let mut stays = vec![true; headings.len()];
        for (shape, tables) in meant {
            if self.failed(shape) {
                continue;
            }
            let [first, rest @ ..] = &tables[..] else { continue };
            if rest.is_empty() {
                gathered.leave_out(*first, ledger);
                stays[*first] = false;
                self.settle(shape, Ok(Vec::new()));
                continue;
            }
            let mut headers = headings[*first].headers.clone();
            for table in rest.iter().filter(|table| std::mem::take(&mut stays[**table])) {
                let Ok(columns) = pair(&headers, &headings[*table].headers) else { continue };
                headers = columns.of_both(headers, &headings[*table].headers);
                gathered.join(*first, *table, &columns, ledger);
                let other = self.known[*table].clone();
                self.known[*first].absorb(&other);
            }
            self.settle(shape, Ok(vec![self.number(*first)]));
        }
        gathered.retain(|at| stays.get(at).copied().unwrap_or(true));
        let mut at = stays.iter();
        self.known.retain(|_| at.next().copied().unwrap_or(true));
        self.keys(gathered, profile, ledger);
    }

    /// The tables that decisions about whole tables speak of, one for what is none, more for what is one,
    /// in the order of the document.
    fn meant(&mut self, headings: &[Heading], ledger: &Ledger) -> Vec<(usize, Vec<usize>)> {
        let mut meant = Vec::new();
        for (at, shape) in self.shapes.iter().enumerate() {
            let found = match &shape.form {
                Form::NoTable => {
                    let found = find::table(&self.known, shape.table.as_deref(), ledger);
                    found.map(|table| vec![table])
                }
                Form::JoinTables(names) => {
                    let tables = names.iter().map(|name| find::tables(&self.known, name, ledger));
                    let tables = tables.collect::<Result<Vec<_>, _>>();
                    tables.and_then(|tables| one(tables.concat(), headings))
                }
                _ => continue,
            };
            match found {
                Ok(tables) => meant.push((at, tables)),
                Err(miss) => self.settle(at, Err(miss)),
            }
        }
        meant
    }

    /// Tells the tables their keys, before their rows are joined by them. A column that is not there yet
    /// is looked for again among those that come out.
    fn keys(&mut self, gathered: &mut Gathered, profile: &Profile, ledger: &Ledger) {
        let headings = gathered.headings(ledger);
        let mut found = Vec::new();
        for (at, shape) in self.shapes.iter().enumerate() {
            let Form::Key(column) = &shape.form else { continue };
            let Ok(table) = find::table(&self.known, shape.table.as_deref(), ledger) else {
                continue;
            };
            let Some(heading) = headings.get(table) else { continue };
            let keys = profile::keys_of(&heading.headers, profile);
            if let Ok(column) = find::column(&heading.headers, &keys, column) {
                found.push((at, table, column));
            }
        }
        let claims: Vec<_> = found
            .iter()
            .map(|(shape, table, column)| (*table, *shape, column.to_string()))
            .collect();
        self.contradicted(&claims);
        for (shape, table, column) in found {
            if !self.failed(shape) {
                gathered.set_key(table, column);
                self.known[table].keyed = true;
                self.settle(shape, Ok(vec![self.number(table)]));
            }
        }
    }
}

/// Tables that can be one, in order, each once.
fn one(mut tables: Vec<usize>, headings: &[Heading]) -> Result<Vec<usize>, Miss> {
    tables.sort_unstable();
    tables.dedup();
    let [first, rest @ ..] = &tables[..] else { return Ok(tables) };
    if rest.is_empty() {
        return Err(Miss::Stale("it names one table alone".to_owned()));
    }
    let mut headers = headings[*first].headers.clone();
    for table in rest {
        let others = &headings[*table].headers;
        headers = pair(&headers, others)?.of_both(headers, others);
    }
    Ok(tables)
}

impl Paired {
    /// What stands over the columns of the table that both become.
    fn of_both(&self, first: Vec<String>, second: &[String]) -> Vec<String> {
        if self.first.is_some() { second.to_vec() } else { first }
    }
}

/// Which columns of two tables are one: in order where there are as many, else by their headers, each of the
/// narrower one's with one of the other's.
fn pair(first: &[String], second: &[String]) -> Result<Paired, Miss> {
    let wider = second.len() > first.len();
    let (narrow, wide) = if wider { (first, second) } else { (second, first) };
    let places = places(narrow, wide);
    let found: Vec<usize> = places.iter().copied().flatten().collect();
    if !found.is_sorted() {
        let message = "their columns have the same names in another order";
        return Err(Miss::Stale(message.to_owned()));
    }
    if first.len() == second.len() {
        return Ok(Paired { first: None, second: (0..first.len()).collect() });
    }
    if let Some((_, header)) = places.iter().zip(narrow).find(|(place, _)| place.is_none()) {
        let (which, other) = if wider { ("first", "second") } else { ("second", "first") };
        return Err(Miss::Stale(format!(
            "they have {} and {} columns, and {header:?} of the {which} is none of the {other}",
            first.len(),
            second.len()
        )));
    }
    Ok(match wider {
        true => Paired { first: Some(found), second: (0..second.len()).collect() },
        false => Paired { first: None, second: found },
    })
}

/// Where among `wide` each of `narrow` stands, if it does. Of several of one name the first is the first.
fn places(narrow: &[String], wide: &[String]) -> Vec<Option<usize>> {
    let named = |headers: &[String], words: &str| -> Vec<usize> {
        let same = (0..headers.len()).filter(|at| folded(&headers[*at]) == words);
        same.filter(|_| !words.is_empty()).collect()
    };
    let place = |at: usize| {
        let words = folded(&narrow[at]);
        let (here, there) = (named(wide, &words), named(narrow, &words));
        let nth = there.iter().position(|other| *other == at)?;
        here.get(nth).copied().filter(|_| here.len() == there.len())
    };
    (0..narrow.len()).map(place).collect()
}

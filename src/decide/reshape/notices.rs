//! Which notices about tables a person looked into and found right as they stand.

use super::{Reshaping, find};
use crate::assemble;
use crate::decide::shape::{Form, Shape};
use crate::decide::target::Miss;
use crate::decide::texts::plain;
use crate::doubts;
use crate::ledger::Ledger;
use crate::trace::Notice;

impl Reshaping<'_> {
    /// Marks the notices that a person found right as they stand. They are looked up in what is told of the
    /// tables as they were decided.
    pub(crate) fn notices(&mut self, notices: &mut [Notice], ledger: &Ledger) {
        let shapes = self.shapes;
        for (at, shape) in shapes.iter().enumerate() {
            let Form::Keep { notice: code, text } = &shape.form else { continue };
            let found = self.kept(shape, code, text, notices, ledger);
            let outcome = found.map(|found| {
                let own = notices.get_mut(found).map(|notice| {
                    notice.kept.get_or_insert(shape.line);
                    notice.table.clone()
                });
                let table = own.flatten().and_then(|id| self.at(&id));
                table.map(|table| self.number(table)).into_iter().collect()
            });
            self.settle(at, outcome);
        }
    }

    /// The table at hand that has such an id in the result.
    fn at(&self, id: &str) -> Option<usize> {
        (0..self.known.len()).find(|at| assemble::table_id(*at) == id)
    }

    /// The notice that a decision is about, by its index.
    fn kept(
        &self,
        shape: &Shape,
        code: &str,
        text: &str,
        notices: &[Notice],
        ledger: &Ledger,
    ) -> Result<usize, Miss> {
        let named = shape.table.as_deref().map(|name| find::tables(&self.known, name, ledger));
        let named: Option<Vec<String>> =
            named.transpose()?.map(|all| all.into_iter().map(assemble::table_id).collect());
        let fits = |notice: &Notice| {
            let of_table =
                |ids: &Vec<String>| notice.table.as_ref().is_some_and(|id| ids.contains(id));
            notice.code == code && named.as_ref().is_none_or(of_table)
        };
        let told: Vec<(usize, &str)> = notices
            .iter()
            .enumerate()
            .filter(|(_, notice)| fits(notice))
            .map(|(at, notice)| (at, doubts::sentence(&notice.message)))
            .collect();
        let wanted = plain(text);
        let same: Vec<usize> =
            told.iter().filter(|(_, said)| plain(said) == wanted).map(|(at, _)| *at).collect();
        match same[..] {
            [one] => Ok(one),
            [] if told.is_empty() => Err(Miss::Stale(format!(
                "there is no notice {code} any more; the decision can be removed"
            ))),
            [] => {
                let message = format!("the notice {code} says something else now");
                Err(Miss::gone(message, text, told.iter().map(|(_, said)| *said)))
            }
            _ => Err(Miss::Ambiguous(format!(
                "{} notices {code} say the same; name the table",
                same.len()
            ))),
        }
    }
}

//! Cohen's kappa: how far two people agree beyond what chance would give (Cohen J. A coefficient of agreement
//! for nominal scales. Educational and Psychological Measurement 1960;20:37–46):
//!
//! κ = (p₀ − pₑ) / (1 − pₑ), where p₀ is the share of units that both put into one category, and pₑ the sum
//! over the categories of the product of the shares that each put there.

use std::collections::BTreeMap;

/// How often each category was chosen by one person and by the other.
pub(super) type Margins = BTreeMap<String, [usize; 2]>;

/// Parts of one that a result is told in: four places.
const PLACES: i128 = 10_000;

/// The categories of two people, unit by unit → kappa in ten-thousandths, or why there is none.
pub(super) fn kappa(pairs: &[(String, String)]) -> Result<i64, &'static str> {
    if pairs.is_empty() {
        return Err("there is no point that both decided");
    }
    let whole = |number: usize| i128::try_from(number).unwrap_or(i128::MAX);
    let units = whole(pairs.len());
    let alike = whole(pairs.iter().filter(|(a, b)| a == b).count());
    // Both sums times the number of units squared, so that all is whole.
    let by_chance: i128 = margins(pairs).values().map(|[a, b]| whole(*a) * whole(*b)).sum();
    let (above, most) = (alike * units - by_chance, units * units - by_chance);
    if most == 0 {
        return Err("both did the same with all points, so chance alone would give full agreement");
    }
    let half = if above < 0 { -most } else { most };
    Ok(i64::try_from((2 * above * PLACES + half) / (2 * most)).unwrap_or_default())
}

pub(super) fn margins(pairs: &[(String, String)]) -> Margins {
    let mut margins = Margins::new();
    for (a, b) in pairs {
        margins.entry(a.clone()).or_default()[0] += 1;
        margins.entry(b.clone()).or_default()[1] += 1;
    }
    margins
}

/// A share in ten-thousandths, rounded; none of nothing.
pub(super) fn share(part: usize, of: usize) -> Option<i64> {
    let (part, of) = (i64::try_from(part).ok()?, i64::try_from(of).ok()?);
    (2 * part * 10_000 + of).checked_div(2 * of)
}

#[cfg(test)]
mod tests {
    use super::{kappa, share};

    /// Units by the category that one chose (rows) and the other (columns).
    fn table(counts: &[&[usize]]) -> Vec<(String, String)> {
        let cells = counts.iter().enumerate().flat_map(|(a, row)| {
            row.iter().enumerate().map(move |(b, count)| (a.to_string(), b.to_string(), *count))
        });
        cells.flat_map(|(a, b, count)| vec![(a, b); count]).collect()
    }

    #[test]
    fn cohens_own_example_has_his_result() {
        // Cohen 1968 (Psychological Bulletin 70:213–220), table 1, with the kappa of 1960: 200 units, .492.
        let pairs = table(&[&[88, 14, 18], &[10, 40, 10], &[2, 6, 12]]);
        assert_eq!(pairs.len(), 200);
        assert_eq!(kappa(&pairs), Ok(4915));
    }

    #[test]
    fn full_agreement_is_one_and_worse_than_chance_is_less_than_none() {
        assert_eq!(kappa(&table(&[&[3, 0], &[0, 2]])), Ok(10_000));
        assert_eq!(kappa(&table(&[&[0, 2], &[2, 0]])), Ok(-10_000));
        assert_eq!(kappa(&table(&[&[1, 1], &[1, 1]])), Ok(0));
    }

    #[test]
    fn it_is_not_defined_without_units_or_with_one_category() {
        assert!(kappa(&[]).is_err());
        assert!(kappa(&table(&[&[5]])).is_err());
        assert_eq!(share(0, 0), None);
        assert_eq!(share(2, 3), Some(6667));
    }
}

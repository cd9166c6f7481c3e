//! House styles: what keys, columns, vocabularies and chains of a review look like.

use super::chance::Chance;
use super::{Cell, Truth};

/// How a review prints its tables.
#[derive(Clone, Copy, Debug)]
pub struct House {
    pub name: &'static str,
    pub key: Key,
    /// Which column holds what; the key stands first.
    pub columns: &'static [Col],
    /// The chances of 1, 2, 3, 4, 5 steps, of ten.
    pub lengths: [usize; 5],
    pub lower: bool,
    /// Percent of heads with a name, an acronym, a number, a quotation or a bracket in them.
    pub spice: usize,
    pub field: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Bracketed,
    Plain,
    YearBracketed,
    Number,
    Study,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Col {
    /// A text of few distinct values.
    Closed,
    /// The same, empty in most rows.
    Sparse,
    /// A sentence of its own.
    Free,
    List,
}

use Col::{Closed, Free, List, Sparse};

pub const HOUSES: &[House] = &[
    House {
        name: "three-steps",
        key: Key::Bracketed,
        columns: &[Closed, Closed, List, List, Sparse],
        lengths: [0, 1, 8, 1, 0],
        lower: false,
        spice: 15,
        field: 0,
    },
    House {
        name: "pairs",
        key: Key::Plain,
        columns: &[Closed, List],
        lengths: [0, 10, 0, 0, 0],
        lower: false,
        spice: 15,
        field: 1,
    },
    House {
        name: "four-steps",
        key: Key::YearBracketed,
        columns: &[Closed, List, List],
        lengths: [0, 0, 2, 7, 1],
        lower: false,
        spice: 15,
        field: 2,
    },
    House {
        name: "mixed",
        key: Key::Bracketed,
        columns: &[Free, List, List],
        lengths: [1, 3, 3, 2, 1],
        lower: false,
        spice: 20,
        field: 1,
    },
    House {
        name: "flat",
        key: Key::Plain,
        columns: &[Closed, List, List],
        lengths: [10, 0, 0, 0, 0],
        lower: false,
        spice: 15,
        field: 2,
    },
    House {
        name: "lower-case",
        key: Key::Plain,
        columns: &[Closed, List, List],
        lengths: [0, 1, 8, 1, 0],
        lower: true,
        spice: 15,
        field: 0,
    },
    House {
        name: "spiced",
        key: Key::Bracketed,
        columns: &[Closed, List, Sparse],
        lengths: [0, 1, 8, 1, 0],
        lower: false,
        spice: 70,
        field: 0,
    },
    House {
        name: "list-first",
        key: Key::YearBracketed,
        columns: &[List, Closed, Free],
        lengths: [0, 2, 7, 1, 0],
        lower: false,
        spice: 15,
        field: 1,
    },
    House {
        name: "numbered",
        key: Key::Number,
        columns: &[Closed, Closed, List],
        lengths: [0, 1, 8, 1, 0],
        lower: false,
        spice: 15,
        field: 2,
    },
    House {
        name: "study-n",
        key: Key::Study,
        columns: &[List, List, Closed],
        lengths: [0, 2, 7, 1, 0],
        lower: false,
        spice: 20,
        field: 0,
    },
];

struct Field {
    adjectives: &'static [&'static str],
    nouns: &'static [&'static str],
    tails: &'static [&'static str],
    changes: &'static [&'static str],
    outcomes: &'static [&'static str],
    values: &'static [&'static str],
    names: &'static [&'static str],
}

const FIELDS: &[Field] = &[
    Field {
        adjectives: &[
            "Shared",
            "Clear",
            "Regular",
            "Early",
            "Strong",
            "Weak",
            "Open",
            "Joint",
            "Limited",
            "Frequent",
            "Perceived",
            "Lack of",
            "Absence of",
            "History of",
        ],
        nouns: &[
            "leadership",
            "vision",
            "governance",
            "staff turnover",
            "funding",
            "clinical champions",
            "competition",
            "data sharing",
            "supervision",
            "co-location",
            "accountability",
            "workload",
            "regulation",
            "ward rounds",
        ],
        tails: &[
            "across partner sites",
            "between organisations",
            "in primary care",
            "by the board",
            "among nurses",
            "from the outset",
            "with patients and the public",
            "for new staff",
            "during mergers",
        ],
        changes: &["improved", "reduced", "greater", "increased", "lower"],
        outcomes: &[
            "trust",
            "conflict",
            "faith in the programme",
            "care quality",
            "task accomplishment",
            "communication",
            "waiting times",
            "costs",
        ],
        values: &[
            "Merger",
            "Alliance",
            "Integrated care",
            "Care network",
            "Joint commissioning",
            "Care quality",
            "Efficiency",
            "Mandated",
            "Voluntary",
        ],
        names: &["NHS", "GPs", "England", "COVID-19", "Health Boards", "Better Care Fund"],
    },
    Field {
        adjectives: &[
            "Small",
            "Digital",
            "Peer",
            "Flexible",
            "Poor",
            "Ongoing",
            "Targeted",
            "Insufficient",
            "Teacher",
            "Parental",
            "Explicit",
            "Too little",
            "Use of",
        ],
        nouns: &[
            "feedback",
            "class sizes",
            "mentoring",
            "homework",
            "coaching",
            "attendance monitoring",
            "phonics instruction",
            "broadband access",
            "curriculum time",
            "classroom routines",
            "tablets",
            "assessment",
        ],
        tails: &[
            "in rural schools",
            "for struggling readers",
            "at transition",
            "over two terms",
            "with families",
            "outside school hours",
            "in mathematics lessons",
            "from trained tutors",
        ],
        changes: &["higher", "lower", "more", "less", "sustained"],
        outcomes: &[
            "pupil engagement",
            "attainment",
            "teacher workload",
            "motivation",
            "absence",
            "self-efficacy",
            "reading fluency",
            "confidence",
        ],
        values: &["Primary", "Secondary", "Pilot trial", "Cohort study", "Survey", "Mixed methods"],
        names: &["OECD", "PISA", "Finland", "New Zealand", "STEM", "Teach First"],
    },
    Field {
        adjectives: &[
            "Secure",
            "Seasonal",
            "Subsidised",
            "Communal",
            "Unreliable",
            "Improved",
            "Volatile",
            "Local",
            "Women's",
            "Cheap",
            "Distant",
            "No",
        ],
        nouns: &[
            "land tenure",
            "rainfall",
            "seed supply",
            "irrigation",
            "extension visits",
            "market prices",
            "credit",
            "savings groups",
            "storage facilities",
            "crop insurance",
            "soil testing",
            "roads",
        ],
        tails: &[
            "in dry districts",
            "near the river basin",
            "for smallholders",
            "before planting",
            "through cooperatives",
            "on sloping plots",
            "after the harvest",
            "under drought",
        ],
        changes: &["rising", "falling", "stable", "higher", "fewer"],
        outcomes: &[
            "yields",
            "household income",
            "food security",
            "debt",
            "migration",
            "input use",
            "risk taking",
            "soil fertility",
        ],
        values: &[
            "Ethiopia",
            "Kenya",
            "Household survey",
            "Case study",
            "Randomised trial",
            "Maize",
            "Cassava",
        ],
        names: &["FAO", "NGOs", "Uganda", "Green Revolution", "Kenya", "World Bank"],
    },
];

const SURNAMES: &[&str] = &[
    "Abbott", "Baker", "Chen", "Dube", "Evans", "Farrow", "Gupta", "Hughes", "Ito", "Jansen",
    "Kaya", "Lopez", "Mbeki", "Nolan", "Okafor", "Patel", "Quinn", "Rossi", "Silva", "Turner",
    "Ueda", "Vance", "Wong", "Young", "O'Neill", "van Dijk", "McKay", "Núñez",
];

/// A table of `rows` studies in a house style.
pub fn table(house: &House, rows: usize, seed: u64) -> Truth {
    let mut chance = Chance::new(seed ^ (house.name.len() as u64) << 32 ^ house.field as u64);
    let field = &FIELDS[house.field];
    let mut outcomes: Vec<String> = field
        .outcomes
        .iter()
        .flat_map(|outcome| field.changes.iter().map(move |change| format!("{change} {outcome}")))
        .collect();
    for at in (1..outcomes.len()).rev() {
        let other = chance.below(at + 1);
        outcomes.swap(at, other);
    }
    outcomes.truncate(22);
    let mut truth =
        Truth { header: vec!["Study".to_owned()], lists: vec![false], rows: Vec::new() };
    for (at, col) in house.columns.iter().enumerate() {
        let name = match col {
            Closed => ["Setting", "Design", "Outcome", "Aim", "Country"][at % 5],
            Sparse => "Driver",
            Free => "Summary",
            List if at % 2 == 0 => "Enablers found",
            List => "Barriers found",
        };
        truth.header.push(name.to_owned());
        truth.lists.push(*col == List);
    }
    // A closed column has its own three values.
    let per_column = 3;
    for number in 0..rows {
        let mut row = vec![Cell::Text(key(house.key, number, &mut chance))];
        for (at, col) in house.columns.iter().enumerate() {
            let value = |chance: &mut Chance| {
                let from = (at * per_column + chance.below(per_column)) % field.values.len();
                field.values[from].to_owned()
            };
            row.push(match col {
                Closed => Cell::Text(value(&mut chance)),
                Sparse => {
                    Cell::Text(if chance.percent(30) { value(&mut chance) } else { String::new() })
                }
                Free => Cell::Text(format!(
                    "{} {} studied {}",
                    head(house, field, &mut chance),
                    chance.pick(&["was", "were"]),
                    chance.pick(field.tails)
                )),
                List => {
                    let many = if chance.percent(12) { 0 } else { 1 + chance.below(6) };
                    Cell::List(
                        (0..many).map(|_| item(house, field, &outcomes, &mut chance)).collect(),
                    )
                }
            });
        }
        truth.rows.push(row);
    }
    truth
}

fn key(key: Key, number: usize, chance: &mut Chance) -> String {
    // Alphabetical, as reviews are, so that no two are alike.
    let name = SURNAMES[number % SURNAMES.len()];
    let year = 1998 + (number * 7 + chance.below(5)) % 25;
    let suffix = if number >= SURNAMES.len() {
        ["a", "b", "c", "d"][(number / SURNAMES.len()) % 4]
    } else {
        ""
    };
    let who = match chance.below(3) {
        0 => name.to_owned(),
        1 => format!("{name} et al."),
        _ => format!("{name} & {}", SURNAMES[chance.below(SURNAMES.len())]),
    };
    match key {
        Key::Bracketed => format!("({who}, {year}{suffix})"),
        Key::Plain => format!("{who} {year}{suffix}"),
        Key::YearBracketed => format!("{who} ({year}{suffix})"),
        Key::Number => format!("[{}]", number + 3),
        Key::Study => format!("Study {}", number + 1),
    }
}

fn head(house: &House, field: &Field, chance: &mut Chance) -> String {
    let mut text = format!("{} {}", chance.pick(field.adjectives), chance.pick(field.nouns));
    if chance.percent(house.spice) {
        let name = chance.pick(field.names);
        text = match chance.below(8) {
            0 => format!("{text} in {name}"),
            1 => format!("{name} {}", chance.pick(field.nouns)),
            2 => format!("{text} (>{}%)", 10 + chance.below(80)),
            3 => format!("{text} (n = {})", 5 + chance.below(200)),
            4 => format!(
                "‘{}’ {}",
                chance.pick(&["Fortress", "Champion", "Open"]),
                chance.pick(field.nouns)
            ),
            5 => format!("{text} ({} and {name})", chance.pick(field.nouns)),
            6 => format!("{text} (p > 0.0{})", 1 + chance.below(9)),
            _ => format!("{text} for {name} {}", chance.pick(&["staff", "sites", "users"])),
        };
    } else if chance.percent(60) {
        text = format!("{text} {}", chance.pick(field.tails));
    }
    if house.lower { lower(&text) } else { text }
}

fn lower(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next();
    let acronym = text.chars().nth(1).is_some_and(char::is_uppercase);
    match first {
        Some(first) if !acronym => first.to_lowercase().chain(characters).collect(),
        _ => text.to_owned(),
    }
}

fn item(house: &House, field: &Field, outcomes: &[String], chance: &mut Chance) -> Vec<String> {
    let mut draw = chance.below(10);
    let steps = house.lengths.iter().position(|weight| {
        let hit = draw < *weight;
        draw = draw.saturating_sub(*weight);
        hit
    });
    let mut item = vec![head(house, field, chance)];
    while item.len() < steps.unwrap_or(0) + 1 {
        // Most steps recur in the document; some are said once.
        let step = if chance.percent(house.spice / 2) {
            let name = chance.pick(field.names);
            let change = chance.pick(field.changes);
            match chance.below(4) {
                0 => format!("{} in {name}", chance.favour(outcomes)),
                1 => format!("{change} reliance on {name} {}", chance.pick(field.nouns)),
                2 => format!("{name} {} ({change})", chance.pick(field.nouns)),
                _ => format!("{} (p > 0.05)", chance.favour(outcomes)),
            }
        } else if chance.percent(60) {
            chance.favour(outcomes).to_owned()
        } else {
            format!(
                "{} {} {}",
                chance.pick(field.changes),
                chance.pick(field.nouns),
                chance.pick(field.tails)
            )
        };
        if item.last() != Some(&step) {
            item.push(step);
        }
    }
    item
}

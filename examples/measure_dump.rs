//! Measures how well damaged dumps are read: `cargo run --example measure_dump [DOCUMENTS]`.
//!
//! Prints, for each house style and each disease, the F1 of items (an item counts where all of its
//! steps are right), the studies found, the records too many, and how often boundaries of each
//! confidence are right.

#![allow(clippy::print_stdout)]

#[path = "../tests/support/mod.rs"]
mod support;

use support::score::Score;
use support::{dump, house};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let each: u64 = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(2);
    // With a house, a disease and a number of rows, a dump to measure time on; with a house and a
    // disease, the first dump of that kind and what is wrong with its reading.
    if let (Some(style), Some(disease)) = (arguments.next(), arguments.next()) {
        return match arguments.next().and_then(|rows| rows.parse().ok()) {
            Some(rows) => print_only(&style, &disease, rows),
            None => show(&style, &disease),
        };
    }
    let mut all = Score::default();
    let mut by_disease = vec![Score::default(); dump::DISEASES.len()];
    print!("{:14}", "");
    for house in house::HOUSES {
        print!("{:>12}", house.name);
    }
    println!("{:>8}{:>8}{:>7}{:>7}{:>7}", "F1", "texts", "rows", "found", "extra");
    for (damage, sum) in dump::DISEASES.iter().zip(&mut by_disease) {
        print!("{:14}", damage.name);
        for house in house::HOUSES {
            let mut own = Score::default();
            for seed in 0..each {
                let truth = house::table(house, 24, seed + 1);
                let text = dump::print(&truth, damage, seed + 1);
                own.add(&support::score::score(&truth, &support::read(&text)));
            }
            let f1 = own.f1();
            print!("{:>10}.{}", f1 / 10, f1 % 10);
            sum.add(&own);
        }
        let (f1, texts) = (sum.f1(), 1000 * sum.texts_right / sum.texts.max(1));
        println!(
            "{:>6}.{}{:>6}.{}{:>7}{:>7}{:>7}",
            f1 / 10,
            f1 % 10,
            texts / 10,
            texts % 10,
            sum.rows,
            sum.rows_found,
            sum.rows_extra
        );
        all.add(sum);
    }
    println!(
        "all: F1 {}.{}, {} rows, {} found, {} extra",
        all.f1() / 10,
        all.f1() % 10,
        all.rows,
        all.rows_found,
        all.rows_extra
    );
    for (name, at) in [("certain", 0), ("likely", 1), ("undetermined", 2)] {
        let permille = 1000 * all.told_right[at] / all.told[at].max(1);
        println!(
            "boundaries {name}: {} told, {}.{} % right",
            all.told[at],
            permille / 10,
            permille % 10
        );
    }
}

fn print_only(style: &str, disease: &str, rows: usize) {
    let house = house::HOUSES.iter().find(|h| h.name == style);
    let damage = dump::DISEASES.iter().find(|d| d.name == disease);
    if let (Some(house), Some(damage)) = (house, damage) {
        print!("{}", dump::print(&house::table(house, rows, 1), damage, 1));
    }
}

fn show(style: &str, disease: &str) {
    use rowmend::unstable::record::Value;
    use support::Cell;
    let Some(house) = house::HOUSES.iter().find(|h| h.name == style) else { return };
    let Some(damage) = dump::DISEASES.iter().find(|d| d.name == disease) else { return };
    let truth = house::table(house, 24, 1);
    let text = dump::print(&truth, damage, 1);
    println!("{text}");
    let read = support::read(&text);
    for table in &read.document.tables {
        println!(
            "table {:?} {:?}",
            table.title,
            table.columns.iter().map(|c| (&c.header, c.kind)).collect::<Vec<_>>()
        );
        println!("notes {:?}", table.notes);
        for record in &table.records {
            let key = match record.cells.0.first().map(|c| &c.1) {
                Some(Value::Citation(c)) => c.text.clone().unwrap_or_default(),
                Some(Value::Text(t)) => t.clone().unwrap_or_default(),
                _ => String::new(),
            };
            let row = truth.rows.iter().find(|row| row[0] == Cell::Text(key.clone()));
            let Some(row) = row else {
                println!("EXTRA {key:?} {:?}", record.cells);
                continue;
            };
            for (at, (cell, (_, value))) in row.iter().zip(&record.cells.0).enumerate().skip(1) {
                match (cell, value) {
                    (Cell::Text(t), Value::Text(r)) if r.as_deref().unwrap_or("") == t => {}
                    (Cell::List(items), Value::List(read))
                        if read.len() == items.len()
                            && read.iter().zip(items).all(|(a, b)| a.steps == *b) => {}
                    (Cell::List(items), Value::List(read)) => {
                        for item in items.iter().filter(|i| !read.iter().any(|r| r.steps == **i)) {
                            println!("{key} {at}  meant {}", item.join(" → "));
                        }
                        for item in read.iter().filter(|r| !items.contains(&r.steps)) {
                            println!("{key} {at}    got {}", item.steps.join(" → "));
                        }
                    }
                    _ => println!("{key} {at}  {cell:?}\n      {value:?}"),
                }
            }
        }
    }
}

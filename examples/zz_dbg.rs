#![allow(clippy::print_stdout, clippy::unwrap_used)]
#[path = "../tests/support/mod.rs"]
mod support;
fn main() {
    let a: Vec<String> = std::env::args().skip(1).collect();
    let n = |i: usize| a[i].parse::<usize>().unwrap();
    let t = if a[0] == "c" {
        let golden = std::fs::read_to_string("golden/dump/appendix.txt.json").unwrap();
        let d: rowmend::record::Document = serde_json::from_str(&golden).unwrap();
        support::Truth::of(&d.tables[0])
    } else {
        support::house::table(&support::house::HOUSES[n(0)], 8, n(1) as u64)
    };
    print!("{}", support::dump::print_cut(&t, n(2), n(3), n(4)));
}

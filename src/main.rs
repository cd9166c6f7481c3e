#![doc = "The program."]
fn main() {}

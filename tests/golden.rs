//! Every sample against its golden, a test each: `cargo test --test golden`.
//!
//! What fails says how to look at it; `cargo run -- check` writes the new results beside the
//! goldens, and `cargo run -- accept` puts them in place. Tests write nothing.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use rowmend::unstable::golden::{Checking, Places, Verdict, check};

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = Places { samples: root.join("samples"), golden: root.join("golden") };
    let samples = places.all_samples().unwrap();
    let mut trials: Vec<Trial> = samples
        .iter()
        .map(|sample| {
            let (places, sample) = (places.clone(), sample.clone());
            Trial::test(sample.clone(), move || one(&places, &sample))
        })
        .collect();
    let for_orphans = places.clone();
    trials.push(Trial::test("no golden is without its sample", move || {
        let orphans = for_orphans.orphans(&samples).map_err(|error| error.to_string())?;
        let orphans: Vec<_> = orphans.into_iter().filter(|path| !path.ends_with(".new")).collect();
        if orphans.is_empty() { Ok(()) } else { Err(orphans.join("\n").into()) }
    }));
    let of_schema = places.clone();
    trials.push(Trial::test("goldens keep to the generated schemas", move || schemas(&of_schema)));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn one(places: &Places, sample: &str) -> Result<(), Failed> {
    match check(places, sample, &Checking::default()) {
        Verdict::Same | Verdict::Known(_) => Ok(()),
        Verdict::Failed(text) => {
            Err(format!("{text}to look and accept: cargo run -- check {sample}").into())
        }
    }
}

/// The program validates by its strict types; here the schemas that others use are held against
/// the same files.
fn schemas(places: &Places) -> Result<(), Failed> {
    let validator = |schema: Vec<u8>| {
        let schema = serde_json::from_slice(&schema).unwrap();
        jsonschema::draft202012::new(&schema).map_err(|error| error.to_string())
    };
    let document = validator(rowmend::unstable::canon::document_schema())?;
    let known = validator(rowmend::unstable::diff::schema())?;
    let trace = validator(rowmend::unstable::canon::trace_schema())?;
    for sample in places.all_samples().map_err(|error| error.to_string())? {
        for (ending, validator) in [(".json", &document), (".json.known", &known)] {
            let path = places.golden.join(format!("{sample}{ending}"));
            let Ok(bytes) = std::fs::read(&path) else { continue };
            holds(&bytes, validator, &path.display().to_string())?;
        }
        // A diff that has much to tell: all records the other way round, some gone.
        let golden = std::fs::read(places.golden.join(format!("{sample}.json"))).ok();
        if let Some(truth) =
            golden.and_then(|bytes| rowmend::unstable::canon::document(&bytes).ok())
        {
            let mut other = truth.clone();
            for table in &mut other.tables {
                table.title = Some("Another title".to_owned());
                table.records.reverse();
                table.records.pop();
            }
            let diff = rowmend::unstable::diff::diff(&truth, &other);
            holds(
                &rowmend::unstable::canon::to_bytes(&diff),
                &known,
                &format!("diff of {sample}"),
            )?;
        }
        let path = places.samples.join(&sample);
        let made =
            rowmend::unstable::files::read(&path, &rowmend::unstable::source::Limits::default())
                .and_then(|source| {
                    rowmend::unstable::pipeline::ingest(&source, &Default::default())
                });
        if let Ok(made) = made {
            holds(
                &rowmend::unstable::canon::to_bytes(&made.trace),
                &trace,
                &format!("trace of {sample}"),
            )?;
        }
    }
    Ok(())
}

fn holds(bytes: &[u8], validator: &jsonschema::Validator, what: &str) -> Result<(), Failed> {
    let value = serde_json::from_slice(bytes).map_err(|error| format!("{what}: {error}"))?;
    let first = validator.iter_errors(&value).next();
    match first {
        None => Ok(()),
        Some(error) => Err(format!("{what}, at {}: {error}", error.instance_path()).into()),
    }
}

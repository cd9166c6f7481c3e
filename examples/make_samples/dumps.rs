//! Small dumps that each show one disease: the text as an OCR tool leaves it, and beside it, by
//! hand, what it must give.

use rowmend::unstable::ledger::Confidence::Likely;
use rowmend::unstable::record::Code;
use rowmend::unstable::record::Kind::{Citation, List, Text};

use crate::Files;
use crate::truth::{Truth, golden};

const COLUMNS: &[(&str, rowmend::unstable::record::Kind)] =
    &[("Source", Citation), ("Setting", Text), ("What worked and why", List)];

/// A whole document, the common healthy state of the small dumps.
pub(crate) const WHOLE: Truth = Truth {
    title: None,
    notes: &[],
    columns: COLUMNS,
    rows: &[
        &[
            "(Okafor et al., 2012)",
            "School kitchen",
            "Shared menus → fewer complaints → calmer lunch hour\nCooks named on the wall → pride in the work → better meals",
        ],
        &[
            "(Brandt, 2015)",
            "Day nursery",
            "Garden on the yard → children know the plants → new tastes tried\nParents cook once a month → talk at the gate → steady attendance",
        ],
        &[
            "(Silva & Moreau, 2018)",
            "School kitchen",
            "Longer breaks → slower eating → less waste\nTrays replaced by plates → smaller helpings → less waste",
        ],
    ],
    flags: &[],
    own_notes: &[],
};

const HEAD: &str = "Source\tSetting\tWhat worked and why\n";
const OKAFOR: &str = "(Okafor et al., 2012)\tSchool kitchen\t• Shared menus → fewer complaints → calmer lunch hour • Cooks named on the wall → pride in the work → better meals\n";
const BRANDT: &str = "(Brandt, 2015)\tDay nursery\t• Garden on the yard → children know the plants → new tastes tried • Parents cook once a month → talk at the gate → steady attendance\n";
const SILVA: &str = "(Silva & Moreau, 2018)\tSchool kitchen\t• Longer breaks → slower eating → less waste • Trays replaced by plates → smaller helpings → less waste\n";

/// Makes the dumps and their goldens.
pub(crate) fn make(files: &mut Files) {
    let mut add = |name: &str, text: String, truth: Truth| {
        files.push((format!("samples/dump/{name}"), text.into_bytes()));
        files.push((format!("golden/dump/{name}.json"), golden(&[truth])));
    };
    let whole = [HEAD, OKAFOR, BRANDT, SILVA].concat();
    add(
        "row-broken-mid-chain.txt",
        whole.replace("know the plants → new", "know the\n\n\t\tplants → new"),
        WHOLE,
    );
    add(
        "chain-cut-at-arrow.txt",
        whole.replace("the plants → new", "the plants →\n\n\t\tnew"),
        WHOLE,
    );
    add(
        "key-broken.txt",
        [
            HEAD,
            OKAFOR,
            BRANDT,
            "(Silva &\tSchool kitchen\t• Longer breaks → slower eating → less waste\n\n",
            "Moreau, 2018)\t\t• Trays replaced by plates → smaller helpings → less waste\n",
        ]
        .concat(),
        WHOLE,
    );
    add(
        "arrow-spellings.txt",
        whole
            .replacen('→', "->", 1)
            .replace("→ calmer", "--> calmer")
            .replace("→ pride", "=> pride")
            .replace("→ better", "⟶ better")
            .replace("→ children", "\\rightarrow children")
            .replace("→ new", "$\\rightarrow$ new")
            .replace("→ talk", "➔ talk")
            .replace("→ steady", "⇒ steady"),
        WHOLE,
    );
    add("bullets-lost.txt", whole.replace("• ", ""), WHOLE);
    add(
        "header-repeated.txt",
        [HEAD, OKAFOR, "\n", HEAD, BRANDT, "\n", HEAD, SILVA].concat(),
        WHOLE,
    );
    add(
        "stray-bullet.txt",
        whole.replace("pride in the work", "pride in • the work"),
        Truth { flags: &[(0, 2, Some(1), Code::MarkLeftOut, Likely)], ..WHOLE },
    );
    add(
        "title-and-note.txt",
        format!(
            "Table 3. Meals at school and what changed them\n\nOnly studies with a named site are shown\n\n{whole}"
        ),
        Truth {
            title: Some("Table 3. Meals at school and what changed them"),
            notes: &["Only studies with a named site are shown"],
            ..WHOLE
        },
    );
}

/// Texts that must be refused; the message is the golden that a person accepts.
pub(crate) fn refusals(files: &mut Files) {
    let mut add =
        |name: &str, bytes: &[u8]| files.push((format!("samples/{name}"), bytes.to_vec()));
    add("dump/empty.txt", b"");
    add("dump/latin1.txt", b"Source\tSetting\n(Mu\xF1oz, 2011)\tCaf\xE9\n");
    add("dump/no-table.txt", "A letter to the editor.\n\nIt has words and no table.\n".as_bytes());
    // An empty archive: a good ZIP that is no Word document.
    add("docx/not-a-document.docx", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    // The beginnings of older formats: a compound file with the name of Word's stream, Rich Text.
    let mut old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    old.resize(512, 0);
    old.extend("WordDocument".encode_utf16().flat_map(u16::to_le_bytes));
    add("docx/legacy.doc", &old);
    add("docx/legacy.rtf", b"{\\rtf1\\ansi{\\trowd\\cellx2000\\intbl Study\\cell\\row}}");
}

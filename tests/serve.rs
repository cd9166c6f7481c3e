//! `rowmend serve`, asked as any program could: who may ask, what is reachable, and that no decision is lost. What
//! a browser does with its pages is tried by `tests/browser`.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

#[path = "support/program.rs"]
mod program;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use program::{DUMP, command, ends, folder_with, out, run, told};
use serde_json::{Value, json};

/// How long an answer may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often something that is under way is looked at again, and after how long.
const LOOKS: usize = 600;
const BETWEEN: Duration = Duration::from_millis(50);

/// The program while it serves a folder.
struct Served {
    child: Child,
    /// `127.0.0.1:PORT`.
    host: String,
    token: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{}", self.body))
    }
}

fn serve(folder: &Path, more: &[&str]) -> Served {
    let mut command = command(folder, &[&["serve", ".", "--quiet"], more].concat());
    command.env("ROWMEND_MOCK", "1").stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let rest = url.trim().strip_prefix("http://").unwrap_or_else(|| panic!("{url:?}"));
    let (host, token) = rest.split_once('/').unwrap();
    let token = token.strip_prefix("?token=").unwrap_or_default();
    Served { child, host: host.to_owned(), token: token.to_owned() }
}

/// Sends bytes as they are.
fn send(host: &str, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

impl Served {
    fn cookie(&self) -> String {
        let port = self.host.rsplit(':').next().unwrap();
        format!("Cookie: a=b; rowmend-{port}={}\r\n", self.token)
    }

    fn get(&self, path: &str) -> Answer {
        self.get_with(path, &self.cookie())
    }

    fn get_with(&self, path: &str, headers: &str) -> Answer {
        send(
            &self.host,
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", self.host).as_bytes(),
        )
    }

    fn post(&self, path: &str, body: &str) -> Answer {
        let origin = format!("Origin: http://{}\r\n", self.host);
        self.post_with(path, body, &origin)
    }

    fn post_with(&self, path: &str, body: &str, headers: &str) -> Answer {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\n{}{headers}Content-Length: {}\r\n\r\n",
            self.host,
            self.cookie(),
            body.len()
        );
        send(&self.host, (head + body).as_bytes())
    }

    /// The address of a document, by what its name is in the list.
    fn document(&self, name: &str) -> String {
        let list = self.get("/").body;
        let (before, _) =
            list.split_once(&format!(">{name}</a>")).unwrap_or_else(|| panic!("{list}"));
        before.rsplit_once("href=\"").unwrap().1.trim_end_matches('"').to_owned()
    }

    /// What a tab that is opened now sees.
    fn seen(&self, document: &str) -> Value {
        self.get(&format!("{document}/version")).json()
    }

    /// Writes a decision for a tab that saw `seen`.
    fn decide(&self, document: &str, seen: &Value, entry: &str) -> Answer {
        let wish =
            json!({ "version": seen["version"], "reading": seen["reading"], "add": [entry] });
        self.post(&format!("{document}/decisions"), &wish.to_string())
    }
}

fn entry(record: &str, what: &str, to: &str) -> String {
    format!(
        "[[decision]]\ndo = \"set\"\nrecord = \"{record}\"\n{what}\nto = \"{to}\"\nwho = \"A\"\nwhy = \"B\"\n"
    )
}

const MERGER: &str = "column = \"partnership_type\"\ntext = \"Merger\"";
const FILE: &str = "a.txt.decisions.toml";

#[test]
fn the_token_opens_once_and_leaves_the_address() {
    let folder = folder_with(DUMP);
    let served = serve(folder.path(), &[]);
    assert_eq!(served.token.len(), 64);
    for path in ["/", "/?token=", "/?token=x", &format!("/?token={}0", served.token), "/document/x"]
    {
        let answer = served.get_with(path, "");
        assert_eq!(answer.status, 403, "{path}");
        assert!(
            !answer.body.contains("a.txt") && answer.body.contains("printed"),
            "{}",
            answer.body
        );
    }
    let wrong = format!("Cookie: rowmend-1={}\r\n", served.token);
    assert_eq!(served.get_with("/", &wrong).status, 403, "the token of another port");
    let first = served.get_with(&format!("/?token={}", served.token), "");
    assert_eq!(first.status, 303);
    assert!(first.head.contains("\r\nLocation: /\r\n"), "{}", first.head);
    let kept = first.head.split("Set-Cookie: ").nth(1).unwrap();
    assert!(kept.contains("; Path=/; HttpOnly; SameSite=Strict"), "{kept}");
    let list = served.get("/");
    assert_eq!(list.status, 200);
    assert!(list.body.contains(">a.txt</a>"));
    for header in [
        "X-Content-Type-Options: nosniff",
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "frame-ancestors 'none'",
        "Content-Security-Policy: default-src 'none'",
    ] {
        assert!(list.head.contains(header), "{header}: {}", list.head);
    }
    assert!(!list.head.contains("Access-Control"), "no other page may read this");
}

#[test]
fn other_hosts_and_origins_are_refused() {
    let folder = folder_with(DUMP);
    let served = serve(folder.path(), &[]);
    let port = served.host.rsplit(':').next().unwrap();
    for host in ["evil.example", &format!("evil.example:{port}"), "127.0.0.1", "127.0.0.1:1", ""] {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\n{}\r\n", served.cookie());
        assert_eq!(send(&served.host, request.as_bytes()).status, 403, "{host}");
    }
    let twice = format!(
        "GET / HTTP/1.1\r\nHost: {0}\r\nHost: {0}\r\n{1}\r\n",
        served.host,
        served.cookie()
    );
    assert_eq!(send(&served.host, twice.as_bytes()).status, 403);
    let document = served.document("a.txt");
    let seen = served.seen(&document);
    let wish = json!({ "version": seen["version"], "reading": seen["reading"],
        "add": [entry("(Allen et al., 2016)", MERGER, "x")] });
    let path = format!("{document}/decisions");
    for origin in
        ["", "Origin: null\r\n", "Origin: http://evil.example\r\n", "Origin: https://127.0.0.1\r\n"]
    {
        assert_eq!(served.post_with(&path, &wish.to_string(), origin).status, 403, "{origin}");
    }
    let elsewhere = format!("Origin: http://evil.example\r\n{}", served.cookie());
    assert_eq!(served.get_with("/", &elsewhere).status, 403);
    assert!(!folder.path().join(FILE).exists(), "nothing was written");
    assert_eq!(served.post(&path, &wish.to_string()).status, 200);
}

#[test]
fn a_page_is_the_one_that_report_makes() {
    let folder = folder_with(DUMP);
    let served = serve(folder.path(), &[]);
    let page = served.get(&served.document("a.txt"));
    assert_eq!(page.status, 200);
    ends(&run(folder.path(), &["report", "a.txt", "-o", "page.html"]), 0);
    let report = fs::read_to_string(folder.path().join("page.html")).unwrap();
    let part = |page: &str, begin: &str, end: &str| -> String {
        page.split_once(begin).unwrap().1.split_once(end).unwrap().0.to_owned()
    };
    for (begin, end) in
        [("<style>", "</style>"), ("<body>", "<script type="), ("</script>\n<script>", "</script>")]
    {
        assert_eq!(part(&page.body, begin, end), part(&report, begin, end));
    }
    let data = |page: &str| -> Value {
        serde_json::from_str(&part(page, "id=\"data\">", "</script>")).unwrap()
    };
    let (mut ours, theirs) = (data(&page.body), data(&report));
    assert!(ours["served"]["version"].is_string());
    ours["served"] = Value::Null;
    assert_eq!(ours, theirs);
    assert!(page.body.contains("connect-src 'self'") && !report.contains("connect-src"));
}

#[test]
fn no_address_leads_out_of_the_folder() {
    let outside = folder_with("Study\tSecret\n(Allen, 2016)\tnot-for-you\n");
    fs::create_dir(outside.path().join("in")).unwrap();
    let inside = outside.path().join("in");
    fs::write(inside.join("b.txt"), DUMP).unwrap();
    let served = serve(&inside, &[]);
    let document = served.document("b.txt");
    for path in [
        "/../a.txt",
        "/a.txt",
        "/document/",
        "/document/a.txt",
        "/document/b.txt",
        "/document/../../a.txt",
        "/document/%2e%2e/a.txt",
        "/document/..%2fa.txt/version",
        "/document/%00/version",
        "//etc/passwd",
        &format!("{document}/../../a.txt"),
        &format!("{document}/decisions"),
        &format!("{document}/version/"),
        &format!("{document}%20"),
    ] {
        let answer = served.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("not-for-you"), "{path}");
    }
    assert_eq!(served.post("/document/../b.txt/decisions", "{}").status, 404);
    assert_eq!(served.get("http://127.0.0.1/").status, 400);
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_not_followed() {
    use std::os::unix::fs::symlink;

    let outside = folder_with("Study\tSecret\n(Allen, 2016)\tnot-for-you\n");
    let folder = folder_with(DUMP);
    let other = outside.path().join("a.txt");
    symlink(&other, folder.path().join("link.txt")).unwrap();
    symlink(outside.path(), folder.path().join("linked")).unwrap();
    let piped = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.txt")).status();
    assert!(piped.unwrap().success());
    let served = serve(folder.path(), &[]);
    let list = served.get("/").body;
    assert!(
        list.contains("1 document ") && !list.contains("link.txt") && !list.contains("linked"),
        "{list}"
    );
    let document = served.document("a.txt");
    let seen = served.seen(&document);
    // A decisions file that leads elsewhere is neither read nor written.
    let target = outside.path().join("target.toml");
    fs::write(&target, "format = \"rowmend-decisions/1\"\n").unwrap();
    symlink(&target, folder.path().join(FILE)).unwrap();
    let answer = served.decide(&document, &seen, &entry("(Allen et al., 2016)", MERGER, "x"));
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("symbolic link"), "{}", answer.body);
    assert_eq!(fs::read_to_string(&target).unwrap(), "format = \"rowmend-decisions/1\"\n");
    fs::remove_file(folder.path().join(FILE)).unwrap();
    // A document that becomes a link while it is served.
    fs::remove_file(folder.path().join("a.txt")).unwrap();
    symlink(&other, folder.path().join("a.txt")).unwrap();
    let page = served.get(&document);
    assert!(page.status >= 400 && !page.body.contains("not-for-you"), "{}", page.body);
}

#[cfg(unix)]
#[test]
fn hostile_names_are_texts() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = folder_with(DUMP);
    let names: [&[u8]; 6] = [
        b"<script>alert(1)<.txt",
        b"\"><img src=x>.txt",
        b"one\nSet-Cookie: a=b.txt",
        b"%2e%2e%2fa.txt",
        b"\xff\xfe.txt",
        b"\xfe\xff.txt",
    ];
    for name in names {
        fs::write(folder.path().join(OsStr::from_bytes(name)), DUMP).unwrap();
    }
    let served = serve(folder.path(), &[]);
    let list = served.get("/");
    assert!(list.body.contains("7 documents"), "{}", list.body);
    assert!(!list.body.contains("<script>alert") && !list.body.contains("<img"), "{}", list.body);
    assert!(!list.head.contains("a=b"));
    let links: Vec<&str> = list
        .body
        .split("href=\"/document/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    for link in &links {
        assert!(link.bytes().all(|byte| byte.is_ascii_hexdigit()), "{link}");
        let page = served.get(&format!("/document/{link}"));
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<img"), "{link}");
    }
    // Each is decided about beside itself.
    let document = served.document("%2e%2e%2fa.txt");
    let seen = served.seen(&document);
    assert_eq!(
        served.decide(&document, &seen, &entry("(Allen et al., 2016)", MERGER, "x")).status,
        200
    );
    assert!(folder.path().join("%2e%2e%2fa.txt.decisions.toml").exists());
}

#[test]
fn many_writers_at_once_lose_nothing() {
    let folder = folder_with(DUMP);
    let served = serve(folder.path(), &[]);
    let document = served.document("a.txt");
    // All saw the same: no file.
    let seen = served.seen(&document);
    let item = |text: &str| format!("column = \"new_cmos\"\nitem = \"{text}\"");
    let entries = [
        entry("(Allen et al., 2016)", MERGER, "m1"),
        entry(
            "(Allen et al., 2016)",
            &item("Shared vision → improved trust → reduced conflict"),
            "m2",
        ),
        entry("(Ball and Cho, 2010)", "column = \"partnership_type\"\ntext = \"Alliance\"", "m3"),
        entry(
            "(Ball and Cho, 2010)",
            &item("Clear aims for partners → improved faith → less conflict"),
            "m4",
        ),
        entry("(Zimmermann, 2012)", MERGER, "m5"),
        entry(
            "(Zimmermann, 2012)",
            &item("Honest dialogue → openness → a sense of belonging"),
            "m6",
        ),
    ];
    thread::scope(|scope| {
        for entry in &entries {
            scope.spawn(|| assert_eq!(served.decide(&document, &seen, entry).status, 200));
        }
    });
    let file = fs::read_to_string(folder.path().join(FILE)).unwrap();
    entries.iter().for_each(|entry| assert!(file.contains(entry), "{entry}\n{file}"));
    // What is exported is what they say, and the list knows.
    let result = served.get(&format!("{document}/result")).json();
    assert_eq!(result["values"][0][0], json!(["(Allen et al., 2016)", "m1", [[0, ["m2"]]]]));
    assert!(until(|| served.get("/").body.contains("<td data-name=\"Decisions\">6</td>")));
    ends(&run(folder.path(), &["extract", "a.txt", "--strict"]), 0);
}

/// Whether something comes true.
fn until(is_so: impl Fn() -> bool) -> bool {
    (0..LOOKS).any(|_| {
        let so = is_so();
        if !so {
            thread::sleep(BETWEEN);
        }
        so
    })
}

#[test]
fn who_did_not_see_the_same_point_is_told_both_and_writes_nothing() {
    let folder = folder_with(DUMP);
    let served = serve(folder.path(), &[]);
    let document = served.document("a.txt");
    let seen = served.seen(&document);
    let (theirs, mine) =
        (entry("(Allen et al., 2016)", MERGER, "theirs"), entry("allen-2016", MERGER, "mine"));
    assert_eq!(served.decide(&document, &seen, &theirs).status, 200);
    let answer = served.decide(&document, &seen, &mine);
    assert_eq!(answer.status, 409);
    let told = answer.json();
    assert_eq!(told["clashes"], json!([{ "mine": mine, "theirs": [theirs] }]));
    assert_eq!(told["decisions"]["entries"][0]["text"], theirs.as_str());
    let path = folder.path().join(FILE);
    assert!(!fs::read_to_string(&path).unwrap().contains("mine"));
    // Who saw it may put another in its place.
    let wish = json!({ "version": told["served"]["version"], "reading": told["served"]["reading"],
        "add": [mine], "remove": [theirs] });
    assert_eq!(served.post(&format!("{document}/decisions"), &wish.to_string()).status, 200);
    let file = fs::read_to_string(&path).unwrap();
    assert_eq!(file, format!("format = \"rowmend-decisions/1\"\n\n{mine}"));
}

#[test]
fn what_a_text_editor_wrote_stays_to_the_letter() {
    let folder = folder_with(DUMP);
    let served = serve(folder.path(), &[]);
    let document = served.document("a.txt");
    let seen = served.seen(&document);
    let by_hand = "# Mine.\r\nformat = \"rowmend-decisions/1\"\r\n\r\n[[decision]] # odd \u{2192} but so\r\ndo=\"keep\"\r\n  \
        record = '(Zimmermann, 2012)'\r\nwho=\"C\"\r\nwhy=\"D\"\r\n# at the end, without a line end";
    let path = folder.path().join(FILE);
    fs::write(&path, by_hand).unwrap();
    let one = entry("(Allen et al., 2016)", MERGER, "x");
    assert_eq!(served.decide(&document, &seen, &one).status, 200);
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("{by_hand}\n\n{one}"));
    let removed =
        json!({ "version": seen["version"], "reading": seen["reading"], "remove": [one] });
    assert_eq!(served.post(&format!("{document}/decisions"), &removed.to_string()).status, 200);
    assert_eq!(fs::read_to_string(&path).unwrap(), format!("{by_hand}\n"));
}

#[test]
fn what_does_not_parse_is_refused_and_nothing_is_written() {
    let folder = folder_with(DUMP);
    let served = serve(folder.path(), &[]);
    let document = served.document("a.txt");
    let seen = served.seen(&document);
    let good = entry("(Allen et al., 2016)", MERGER, "x");
    for bad in [
        "[[decision]]\ndo = \"set\"\n".to_owned(),
        good.replace("who = \"A\"\n", ""),
        format!("{good}{good}"),
        format!("{good}[other]\n"),
        "]".to_owned(),
    ] {
        let answer = served.decide(&document, &seen, &bad);
        assert_eq!(answer.status, 422, "{bad}");
        assert!(answer.json()["error"].as_str().unwrap().starts_with(FILE), "{}", answer.body);
    }
    for body in ["", "{", "[]", "{\"version\":\"\",\"reading\":\"\",\"path\":\"/etc/passwd\"}"] {
        assert_eq!(served.post(&format!("{document}/decisions"), body).status, 422, "{body}");
    }
    let path = folder.path().join(FILE);
    assert!(!path.exists());
    // A file that somebody is still writing is theirs to end.
    fs::write(&path, "format = ").unwrap();
    let answer = served.decide(&document, &seen, &good);
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("line 1"), "{}", answer.body);
    assert_eq!(fs::read_to_string(&path).unwrap(), "format = ");
    let page = served.get(&document);
    assert!(
        page.status == 422 && page.body.contains("a.txt.decisions.toml, line 1"),
        "{}",
        page.body
    );
}

#[test]
fn a_document_that_cannot_be_read_harms_no_other() {
    let folder = folder_with(DUMP);
    fs::write(folder.path().join("broken.pdf"), "%PDF-1.7\nnothing").unwrap();
    let ways = if cfg!(debug_assertions) { &["abort", "overflow", "exit"][..] } else { &[] };
    for way in ways {
        fs::write(folder.path().join(format!("{way}.txt")), format!("rowmend-mock {way}\n"))
            .unwrap();
    }
    let served = serve(folder.path(), &["--memory", "64"]);
    let list = || served.get("/").body;
    assert!(until(|| !list().contains("being read")));
    assert_eq!(list().matches("class=\"failed\"").count(), 1 + ways.len(), "{}", list());
    for name in ways.iter().map(|way| format!("{way}.txt")).chain(["broken.pdf".to_owned()]) {
        let page = served.get(&served.document(&name));
        assert!(page.status >= 400 && page.body.contains(&name), "{}", page.body);
    }
    assert_eq!(served.get(&served.document("a.txt")).status, 200);
}

#[test]
fn what_happens_in_the_folder_shows() {
    let folder = folder_with(DUMP);
    fs::write(
        folder.path().join("rowmend.toml"),
        "format = \"rowmend-project/1\"\nexclude = [\"left-*\"]\n",
    )
    .unwrap();
    let served = serve(folder.path(), &[]);
    let document = served.document("a.txt");
    let before = served.seen(&document);
    fs::write(folder.path().join("b.txt"), DUMP).unwrap();
    fs::write(folder.path().join("left-out.txt"), DUMP).unwrap();
    assert!(served.get("/").body.contains("2 documents"));
    // Another text is another reading.
    fs::write(folder.path().join("a.txt"), DUMP.replace("Zimmermann", "Ziegler")).unwrap();
    let after = served.seen(&document);
    assert!(before["reading"] != after["reading"] && before["version"] == after["version"]);
    let state =
        served.get(&format!("{document}/state?{}", before["reading"].as_str().unwrap())).json();
    assert_eq!(state, json!({ "served": after }));
    fs::remove_file(folder.path().join("a.txt")).unwrap();
    let page = served.get(&document);
    assert!(page.status == 422 && page.body.contains("not there any more"), "{}", page.body);
    assert!(!served.get("/").body.contains("a.txt"));
    assert_eq!(served.get(&document).status, 404);
}

#[test]
fn what_is_too_long_or_odd_is_refused_and_who_is_slow_holds_nobody_up() {
    let folder = folder_with(DUMP);
    let served = serve(folder.path(), &[]);
    let slow: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = TcpStream::connect(&served.host).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost:").unwrap();
            stream
        })
        .collect();
    let long = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(20_000));
    assert_eq!(send(&served.host, long.as_bytes()).status, 431);
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "X: x\r\n".repeat(100));
    assert_eq!(send(&served.host, many.as_bytes()).status, 431);
    let path = format!("{}/decisions", served.document("a.txt"));
    let head = |length: &str| {
        let (host, cookie) = (&served.host, served.cookie());
        format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n{cookie}{length}\r\n\r\n"
        )
    };
    assert_eq!(send(&served.host, head("Content-Length: 5000000").as_bytes()).status, 413);
    assert_eq!(send(&served.host, head("Transfer-Encoding: chunked").as_bytes()).status, 411);
    assert_eq!(
        send(&served.host, head("Content-Length: 1\r\nContent-Length: 2").as_bytes()).status,
        411
    );
    assert_eq!(send(&served.host, b"DELETE / HTTP/1.1\r\n\r\n").status, 405);
    assert_eq!(send(&served.host, b"\x16\x03\x01\r\n\r\n").status, 400);
    assert_eq!(served.get("/").status, 200);
    drop(slow);
}

#[cfg(unix)]
#[test]
fn another_address_asks_for_a_password() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder_with(DUMP);
    let secret = folder.path().join("secret");
    let with = ["--bind", "127.0.0.1", "--password-file", "secret"];
    fs::write(&secret, "four words are long\n").unwrap();
    let refused = |more: &[&str], why: &str| {
        let output = run(folder.path(), &[&["serve", "."], more].concat());
        ends(&output, 2);
        assert!(told(&output).contains(why) && out(&output).is_empty(), "{}", told(&output));
    };
    refused(&["--bind", "127.0.0.1"], "--password-file");
    refused(&["--password-file", "secret"], "--bind");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o644)).unwrap();
    refused(&with, "chmod 600");
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
    let served = serve(folder.path(), &with);
    assert!(served.token.is_empty());
    let ask = |password: &str| {
        let given = STANDARD.encode(format!("anybody:{password}"));
        served.get_with("/", &format!("Authorization: Basic {given}\r\n"))
    };
    let none = served.get_with("/", "");
    assert!(none.status == 401 && none.head.contains("WWW-Authenticate: Basic"), "{}", none.head);
    assert_eq!(ask("four words are long").status, 200);
    assert_eq!(ask("four words are lon").status, 401);
    fs::write(&secret, "short\n").unwrap();
    refused(&with, "fewer than 10");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_with_nothing_half_written() {
    let folder = folder_with(DUMP);
    let mut served = serve(folder.path(), &[]);
    let document = served.document("a.txt");
    let seen = served.seen(&document);
    assert_eq!(
        served.decide(&document, &seen, &entry("(Allen et al., 2016)", MERGER, "x")).status,
        200
    );
    let killed =
        std::process::Command::new("kill").args(["-INT", &served.child.id().to_string()]).status();
    assert!(killed.unwrap().success());
    assert_eq!(served.child.wait().unwrap().code(), Some(130));
    let mut names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|own| own.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["a.txt", FILE]);
}

#[test]
fn what_cannot_be_served_is_told() {
    let folder = folder_with(DUMP);
    let output = run(folder.path(), &["serve", "a.txt"]);
    ends(&output, 2);
    assert!(told(&output).contains("is no folder"), "{}", told(&output));
    let output = run(folder.path(), &["serve", ".", "--ocr", "tesseract"]);
    ends(&output, 2);
    assert!(told(&output).contains("runs no engine"), "{}", told(&output));
    let served = serve(folder.path(), &[]);
    let port = served.host.rsplit(':').next().unwrap();
    let output = run(folder.path(), &["serve", ".", "--port", port]);
    ends(&output, 2);
    assert!(told(&output).contains("another program uses this port"), "{}", told(&output));
}

//! `rowmend serve`: the documents of a folder in the browser, with pages that write what is decided in them.
//!
//! | file | does |
//! |---|---|
//! | `http` | a connection → a request, and its answer |
//! | `token` | who may ask, and in whose name |
//! | `pages` | what is asked for → its answer |
//! | `documents` | what the folder holds, and what was read of it |
//! | `decisions` | what a tab decided → the decisions file, beside what others wrote |
//! | `within` | files of the folder, and of nowhere else |

mod decisions;
mod documents;
mod http;
mod pages;
mod token;
mod within;

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::files;

use super::look::Images;
use super::{Common, Failure, Reading, print, say};
use documents::Documents;
use http::{Answer, Connection};
use pages::Server;
use token::Key;

/// Connections at a time. A browser opens six for a place, and two people have some tabs.
const MOST_CONNECTIONS: usize = 48;
/// How long is waited where there is no room for another connection.
const NO_ROOM: Duration = Duration::from_millis(100);

const AFTER: &str = "Examples:
  rowmend serve papers                      prints the address to open; Ctrl-C ends it
  rowmend serve papers --port 8080
  rowmend serve papers --bind 192.168.1.7 --password-file secret.txt

The address is good for this machine alone, and holds a token: who has it may read the documents and decide.
What is decided is written at once to SOURCE.decisions.toml, and nothing else is written.

--bind opens it to others, who are asked for the password. What goes over the network can be read on the
way; `ssh -L 8080:127.0.0.1:8080 HOST` reaches a server that is open to its own machine alone, and hides it.";

#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(super) struct Arguments {
    /// A folder of documents
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The port; a free one by default
    #[arg(long, value_name = "N", default_value = "0", hide_default_value = true)]
    port: u16,
    /// Serve at this address of the machine, so that others can reach it; 127.0.0.1 by default
    #[arg(long, value_name = "ADDRESS", requires = "password_file")]
    bind: Option<IpAddr>,
    /// The password that is asked for then: the first line of a file that only you may read
    // Not from the environment or the command line, which other programs get to see.
    #[arg(long, value_name = "FILE", requires = "bind")]
    password_file: Option<PathBuf>,
    /// How the pages of a PDF are drawn
    #[arg(long, value_name = "HOW", default_value = "full")]
    images: Images,
    #[command(flatten)]
    reading: Reading,
}

pub(super) fn run(arguments: &Arguments, common: &Common) -> Result<u8, Failure> {
    let (wake, woken) = mpsc::sync_channel(1);
    let (listener, address) = listen(arguments)?;
    let key = match &arguments.password_file {
        Some(path) => Key::password(path)?,
        None => Key::token()?,
    };
    let url = key.address(address);
    let name = arguments.folder.display().to_string();
    let documents = documents(arguments, common)?;
    // Whoever starts it sees at once that there is something wrong with the folder.
    documents.list()?;
    let server = Arc::new(Server { name, documents, key, address, wake });
    let reads = Arc::clone(&server);
    thread::spawn(move || know_all(&reads, &woken));
    if !common.quiet {
        say(&format!(
            "serving {}; open this address, Ctrl-C ends it\n",
            arguments.folder.display()
        ));
    }
    print(format!("{url}\n").as_bytes())?;
    accept(&listener, &server)
}

fn listen(arguments: &Arguments) -> Result<(TcpListener, SocketAddr), Failure> {
    // It writes beside a document, and serving writes decisions alone.
    if arguments.reading.ocr.is_some() {
        return Err(Failure::Usage(
            "serve runs no engine".to_owned(),
            "recognise scans first (for example with ocrmypdf), or use `rowmend report FILE --ocr ENGINE`",
        ));
    }
    if !arguments.folder.is_dir() {
        return Err(Failure::Usage(
            format!("{} is no folder", arguments.folder.display()),
            "name the folder that the documents lie in",
        ));
    }
    let ip = arguments.bind.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let wanted = SocketAddr::new(ip, arguments.port);
    let listener = TcpListener::bind(wanted).and_then(|own| own.local_addr().map(|at| (own, at)));
    listener.map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::AddrInUse => "another program uses this port".to_owned(),
            std::io::ErrorKind::AddrNotAvailable => "this machine has no such address".to_owned(),
            _ => files::why(&error),
        };
        let help = "name another --port, or none for a free one";
        Failure::Usage(format!("{wanted} cannot be opened: {why}"), help)
    })
}

fn documents(arguments: &Arguments, common: &Common) -> Result<Documents, Failure> {
    let Arguments { folder, reading, images, .. } = arguments;
    let root = fs::canonicalize(folder).map_err(|error| {
        let message = format!("it cannot be read: {}", files::why(&error));
        Error::new(ErrorKind::Unreadable, &folder.display().to_string(), message)
    })?;
    let options = reading.options()?;
    let reader = reading.reader_with(options.clone(), common)?;
    let pool = rayon::ThreadPoolBuilder::new().build().map_err(|error| {
        let message = format!("no threads can be started: {error}");
        Error::new(ErrorKind::Fault, &folder.display().to_string(), message)
    })?;
    Ok(Documents::new(root, reading.project.exclude()?, reader, options, *images, pool))
}

/// Reads documents that are not known yet, one after the other, whenever somebody looks at the folder.
fn know_all(server: &Server, woken: &Receiver<()>) {
    while woken.recv().is_ok() {
        for document in server.documents.list().unwrap_or_default() {
            // What goes wrong with one says nothing about the next.
            let _ = panic::catch_unwind(AssertUnwindSafe(|| server.documents.know(&document)));
        }
    }
}

fn accept(listener: &TcpListener, server: &Arc<Server>) -> Result<u8, Failure> {
    let open = Arc::new(AtomicUsize::new(0));
    loop {
        let Ok((stream, _)) = listener.accept() else {
            thread::sleep(NO_ROOM);
            continue;
        };
        // Who comes then waits until one of the others is done, and each of those has an end.
        let place = loop {
            match Place::take(&open) {
                Some(place) => break place,
                None => thread::sleep(NO_ROOM),
            }
        };
        let server = Arc::clone(server);
        // Where no thread can be started, the connection is closed unanswered.
        let _ = thread::Builder::new().spawn(move || {
            let _place = place;
            converse(&stream, &server);
        });
    }
}

/// One request and its answer.
fn converse(stream: &TcpStream, server: &Server) {
    let mut connection = Connection::new(stream);
    let answered = panic::catch_unwind(AssertUnwindSafe(|| server.serve(&mut connection)));
    let answer = answered.unwrap_or_else(|_| {
        let message = "rowmend failed while it made this page. Everything else goes on.";
        Some(Answer::trouble(500, "A fault of rowmend", message, "Please report it."))
    });
    if let Some(answer) = answer {
        connection.answer(&answer);
    }
}

/// One of the places for connections, free again when it is dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(open: &Arc<AtomicUsize>) -> Option<Place> {
        let place = Place(Arc::clone(open));
        (open.fetch_add(1, Ordering::Relaxed) < MOST_CONNECTIONS).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

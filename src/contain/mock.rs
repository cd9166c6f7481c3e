//! Documents that misbehave on purpose, so that tests can see a worker die in each way there is. Only
//! in debug builds, and only where the parent has ROWMEND_MOCK in its environment.
//!
//! Such a document is a line `rowmend-mock WHAT`.

use std::hint::black_box;
use std::io::Write;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::process::Command;
use std::time::Duration;

use crate::canon::{Put, Stream};
use crate::error::{Error, ErrorKind};

use super::child::TOGETHER;
use super::task::About;

/// Does what the document says, where it is such a document.
pub(super) fn obey(name: &str, bytes: &[u8], put: Put<'_>) -> Option<Result<About, Error>> {
    let text = std::str::from_utf8(bytes).ok()?;
    match text.trim_end().strip_prefix("rowmend-mock ")? {
        "sleep" => std::thread::sleep(Duration::from_secs(1_000_000)),
        "loop" => while black_box(true) {},
        "overflow" => drop(black_box(deep(0))),
        "allocate much" => drop(black_box(vec![1_u8; 1 << 40])),
        "allocate often" => drop(black_box(std::iter::repeat_with(|| Box::new(1)).fold(
            Vec::new(),
            |mut all, one| {
                all.push(one);
                all
            },
        ))),
        "abort" => std::process::abort(),
        "exit" => std::process::exit(0),
        "panic" => panic!("as the document says"),
        "garbage" => say(&[b'x'; 100_000]),
        "garbage and sleep" => {
            say(b"rwm1\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
            std::thread::sleep(Duration::from_secs(1_000_000));
        }
        "half an answer" => {
            say(b"rwm1\x02\0\0\0");
            std::process::exit(0);
        }
        "die in the middle" => {
            (0..2).for_each(|_| put(Stream::Data, &[b'x'; TOGETHER]));
            std::process::exit(0);
        }
        "say too much" => {
            (0..2000).for_each(|_| put(Stream::Rest, &[b'x'; TOGETHER]));
            return Some(Ok(About::default()));
        }
        "chatter" => (0..100_000).for_each(|_| eprint_line()),
        "break out" => {
            let broken = break_out();
            return Some(Err(Error::new(ErrorKind::NoTable, name, format!("it got {broken:?}"))));
        }
        _ => {}
    }
    None
}

fn deep(depth: u64) -> u64 {
    let here = black_box([depth; 64]);
    if depth == u64::MAX {
        return 0;
    }
    black_box(deep(depth + 1)) + here[depth as usize % 64]
}

/// Past the lock that the thread holds on stdout, as a broken library in C would.
fn say(bytes: &[u8]) {
    let mut out = std::io::stdout();
    let _ = out.write_all(bytes).and_then(|()| out.flush());
}

fn eprint_line() {
    let _ = std::io::stderr().write_all(b"much is said on stderr\n");
}

/// What a worker must not get: the names of what it got.
fn break_out() -> Vec<&'static str> {
    let beside = std::env::temp_dir().join("rowmend-broke-out");
    let tries: [(&str, bool); 7] = [
        ("a file", std::fs::read("/proc/self/exe").is_ok()),
        ("a folder", std::fs::read_dir("/").is_ok()),
        ("a new file", std::fs::write(&beside, "x").is_ok()),
        ("a connection", TcpStream::connect("127.0.0.1:9").err().is_none_or(refused_by_peer)),
        ("a port", TcpListener::bind("127.0.0.1:0").is_ok()),
        ("a datagram", UdpSocket::bind("127.0.0.1:0").is_ok()),
        ("a program", Command::new("/bin/true").status().is_ok()),
    ];
    tries.into_iter().filter(|(_, got)| *got).map(|(name, _)| name).collect()
}

/// Whether the packet left this process: then nobody listened, but the door was open.
fn refused_by_peer(error: std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::ConnectionRefused
}

//! One request and its answer. A connection is good for one of each, and each wait has an end, so that nobody
//! holds a place by being slow; what is longer than any page of ours asks for is refused before it is read.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use memchr::memmem;
use rowmend::unstable::show::folder;

/// Bytes of a request's head. Browsers send one or two thousand, with the cookies of all of this host's ports.
const MOST_HEAD: usize = 16 << 10;
/// Bytes of a request's body: a thousand decisions at once, of four thousand letters each.
const MOST_BODY: usize = 4 << 20;
/// Headers of a request. Browsers send about fifteen.
const MOST_HEADERS: usize = 64;
/// How long a request may take to come in. It comes from this machine, or from one nearby.
const RECEIVING: Duration = Duration::from_secs(10);
/// How long an answer may take to go out: a page of 80 MB at 1 MB a second, and some more.
const SENDING: Duration = Duration::from_secs(120);
/// How long what was not read of a refused request is read on, so that its sender gets to see why.
const LINGERING: Duration = Duration::from_millis(500);
/// Bytes that are sent at once.
const PIECE: usize = 64 << 10;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Post,
}

/// The head of a request.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) method: Method,
    /// The path as it came; nothing in it is decoded.
    pub(super) path: String,
    /// What stands after `?`.
    pub(super) query: Option<String>,
    /// Names in lower case.
    headers: Vec<(String, String)>,
}

impl Head {
    /// The value of a header that stands once; one that stands twice could mean either.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(own, _)| own == name);
        let (_, value) = found.next()?;
        found.next().is_none().then_some(value)
    }
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    status: u16,
    kind: &'static str,
    policy: String,
    more: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    /// A page with the policy that it goes by.
    pub(super) fn page(body: Vec<u8>, policy: String) -> Self {
        Answer { status: 200, kind: "text/html; charset=utf-8", policy, more: Vec::new(), body }
    }

    /// A page that says what is wrong and what to do.
    pub(super) fn trouble(status: u16, title: &str, message: &str, help: &str) -> Self {
        let page = folder::trouble(title, message, help);
        Answer { status, ..Answer::page(page, folder::policy()) }
    }

    /// Plain data.
    pub(super) fn json(status: u16, value: &serde_json::Value) -> Self {
        let policy = "default-src 'none'".to_owned();
        let body = value.to_string().into_bytes();
        Answer { status, kind: "application/json", policy, more: Vec::new(), body }
    }

    /// That what was asked for is elsewhere.
    pub(super) fn see(place: &str) -> Self {
        Answer::trouble(303, "See there", place, "").with("Location", place.to_owned())
    }

    /// One more header.
    pub(super) fn with(mut self, name: &'static str, value: String) -> Self {
        self.more.push((name, value));
        self
    }

    fn head(&self) -> String {
        let mut head = format!(
            "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\
             Content-Security-Policy: {}; frame-ancestors 'none'\r\nX-Content-Type-Options: nosniff\r\n\
             Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n\
             Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Resource-Policy: same-origin\r\n",
            self.status,
            reason(self.status),
            self.kind,
            self.body.len(),
            self.policy,
        );
        for (name, value) in &self.more {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head + "\r\n"
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        303 => "See Other",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        411 => "Length Required",
        413 => "Content Too Large",
        422 => "Unprocessable Content",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

/// A connection while its request comes in and its answer goes out.
#[derive(Debug)]
pub(super) struct Connection<'s> {
    stream: &'s TcpStream,
    until: Instant,
    /// What came after the head.
    rest: Vec<u8>,
}

impl<'s> Connection<'s> {
    pub(super) fn new(stream: &'s TcpStream) -> Self {
        Connection { stream, until: Instant::now() + RECEIVING, rest: Vec::new() }
    }

    /// The head of the request; none where nobody asks for anything.
    pub(super) fn head(&mut self) -> Result<Option<Head>, Answer> {
        let mut bytes = Vec::new();
        let end = loop {
            // The end may have begun in the piece before.
            let begin = bytes.len().saturating_sub(3);
            match self.read(&mut bytes, MOST_HEAD)? {
                0 if bytes.is_empty() => return Ok(None),
                0 => return Err(bad("it breaks off")),
                _ => {}
            }
            if let Some(at) = memmem::find(bytes.get(begin..).unwrap_or_default(), b"\r\n\r\n") {
                break begin + at + 4;
            }
            if bytes.len() >= MOST_HEAD {
                return Err(too_long());
            }
        };
        self.rest = bytes.split_off(end);
        parse(&bytes).map(Some)
    }

    /// The body that a head announces.
    pub(super) fn body(&mut self, head: &Head) -> Result<Vec<u8>, Answer> {
        let length = head.header("content-length").and_then(|length| length.parse::<usize>().ok());
        let Some(length) = length.filter(|_| head.header("transfer-encoding").is_none()) else {
            return Err(Answer::trouble(411, "How long is it?", "Its length is not said.", ""));
        };
        if length > MOST_BODY {
            return Err(Answer::trouble(
                413,
                "Too much at once",
                "More than 4 MiB of decisions came at once.",
                "Write the decisions file in a text editor.",
            ));
        }
        let mut body = std::mem::take(&mut self.rest);
        while body.len() < length {
            if self.read(&mut body, length)? == 0 {
                return Err(bad("it breaks off"));
            }
        }
        body.truncate(length);
        Ok(body)
    }

    /// Reads more, until there are `most` bytes.
    fn read(&self, bytes: &mut Vec<u8>, most: usize) -> Result<usize, Answer> {
        let mut piece = [0; 8 << 10];
        let room = most.saturating_sub(bytes.len()).min(piece.len());
        let slow = || Answer::trouble(408, "Too slow", "The request took too long to come in.", "");
        let left = self.until.saturating_duration_since(Instant::now());
        // A time limit of nothing would be none.
        if left.is_zero() || self.stream.set_read_timeout(Some(left)).is_err() {
            return Err(slow());
        }
        let read = (&mut &*self.stream).read(piece.get_mut(..room).unwrap_or_default());
        let read = match read {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                return self.read(bytes, most);
            }
            read => read.map_err(|_| slow())?,
        };
        bytes.extend_from_slice(piece.get(..read).unwrap_or_default());
        Ok(read)
    }

    /// Sends an answer and closes the connection.
    pub(super) fn answer(self, answer: &Answer) {
        let until = Instant::now() + SENDING;
        let head = answer.head();
        let pieces = std::iter::once(head.as_bytes()).chain(answer.body.chunks(PIECE));
        for piece in pieces {
            let left = until.saturating_duration_since(Instant::now());
            let sent = !left.is_zero()
                && self.stream.set_write_timeout(Some(left)).is_ok()
                && (&mut &*self.stream).write_all(piece).is_ok();
            if !sent {
                return;
            }
        }
        self.linger();
    }

    /// A connection that is closed while something of it is unread is cut, and its answer with it.
    fn linger(&self) {
        let _ = self.stream.shutdown(Shutdown::Write);
        let (until, mut piece, mut most) = (Instant::now() + LINGERING, [0; 8 << 10], MOST_BODY);
        while most > 0 {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || self.stream.set_read_timeout(Some(left)).is_err() {
                return;
            }
            match (&mut &*self.stream).read(&mut piece) {
                Ok(read) if read > 0 => most = most.saturating_sub(read),
                _ => return,
            }
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Head, Answer> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Err(httparse::Error::TooManyHeaders) => return Err(too_long()),
        _ => return Err(bad("its head breaks the rules of HTTP")),
    }
    let method = match request.method {
        Some("GET") => Method::Get,
        Some("POST") => Method::Post,
        _ => {
            return Err(Answer::trouble(
                405,
                "Not this way",
                "Only GET and POST are known here.",
                "",
            ));
        }
    };
    let target = request.path.unwrap_or_default();
    if !target.starts_with('/') {
        return Err(bad("it names no path"));
    }
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (target, None),
    };
    let headers = request.headers.iter().map(|header| {
        // What is not UTF-8 is nothing that we compare with.
        let value = String::from_utf8_lossy(header.value).trim().to_owned();
        (header.name.to_ascii_lowercase(), value)
    });
    Ok(Head { method, path: path.to_owned(), query, headers: headers.collect() })
}

fn bad(why: &str) -> Answer {
    Answer::trouble(400, "Not understood", &format!("The request is not understood: {why}."), "")
}

fn too_long() -> Answer {
    let help = "Remove the cookies of this host, or use a private window.";
    Answer::trouble(431, "Too long", "The request's head is too long.", help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Option<Head> {
        parse(text.as_bytes()).ok()
    }

    #[test]
    fn a_path_stays_as_it_came() {
        let head = head("GET /a/%2e%2e/..?x=%00 HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
        assert_eq!((head.path.as_str(), head.query.as_deref()), ("/a/%2e%2e/..", Some("x=%00")));
        for bad in
            ["GET http://h/ HTTP/1.1\r\n\r\n", "PUT / HTTP/1.1\r\n\r\n", "GET /\0 HTTP/1.1\r\n\r\n"]
        {
            assert!(parse(bad.as_bytes()).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_stands_twice_has_no_value() {
        let head = head("GET / HTTP/1.1\r\nHost: a\r\nHOST: b\r\nx: \t c \r\n\r\n").unwrap();
        assert_eq!((head.header("host"), head.header("x")), (None, Some("c")));
    }
}

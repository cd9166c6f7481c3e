//! Who may ask: whoever has the token that the first address holds, or the password; and only in the name of
//! the place that is served. Another program's page in the same browser has none of them.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use constant_time_eq::constant_time_eq;
use rowmend::unstable::error::{Error, ErrorKind};
use rowmend::unstable::files;
use rowmend::unstable::source::hexadecimal;

use super::http::{Answer, Head, Method};

/// Bytes of a token: more than anybody can guess.
const TOKEN: usize = 32;
/// Letters of a password at least. Wrong ones cost a second each, so that these are out of reach for years.
const PASSWORD: usize = 10;
/// What a wrong password costs; one at a time.
const WRONG: Duration = Duration::from_secs(1);

/// What opens.
#[derive(Debug)]
pub(super) enum Key {
    /// A token, which a cookie keeps after the first address was opened.
    Token(String),
    /// A password, which the browser asks for.
    Password { password: String, wrong: Mutex<()> },
}

impl Key {
    /// A new token from the system's random source.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub(super) fn token() -> Result<Key, Error> {
        let mut bytes = [0; TOKEN];
        getrandom::fill(&mut bytes).map_err(|error| {
            let message = format!("the system gives no random numbers: {error}");
            Error::new(ErrorKind::Fault, "token", message)
        })?;
        Ok(Key::Token(hexadecimal(&bytes)))
    }

    /// The password in a file, on its first line.
    ///
    /// # Errors
    /// Where it cannot be read, is too short, or others may read it too.
    pub(super) fn password(path: &Path) -> Result<Key, Error> {
        let text = files::read_text(path)?;
        let password = text.lines().next().unwrap_or_default().to_owned();
        let wrong = |message: &str, help: &str| {
            Err(Error::new(ErrorKind::Settings, &path.display().to_string(), message).help(help))
        };
        if password.chars().count() < PASSWORD {
            let message =
                format!("the password on its first line has fewer than {PASSWORD} letters");
            return wrong(&message, "write a longer one, such as four words");
        }
        if others_read(path) {
            return wrong(
                "others on this machine may read the password",
                "take that from them: chmod 600 FILE",
            );
        }
        Ok(Key::Password { password, wrong: Mutex::new(()) })
    }

    /// The address to open.
    pub(super) fn address(&self, address: SocketAddr) -> String {
        match self {
            Key::Token(token) => format!("http://{address}/?token={token}"),
            Key::Password { .. } => format!("http://{address}/"),
        }
    }

    /// Lets a request through, or says why not; the first address leads on to one without the token.
    pub(super) fn admit(&self, head: &Head, address: SocketAddr) -> Result<(), Answer> {
        match self {
            Key::Token(token) => by_token(token, head, address.port()),
            Key::Password { password, wrong } => by_password(password, wrong, head),
        }
    }
}

/// Cookies are shared by all ports of a host, so the name says which.
fn cookie(port: u16) -> String {
    format!("rowmend-{port}")
}

fn by_token(token: &str, head: &Head, port: u16) -> Result<(), Answer> {
    let is_token = |given: &str| constant_time_eq(given.as_bytes(), token.as_bytes());
    let given = head.query.as_deref().and_then(|query| query.strip_prefix("token="));
    if head.path == "/" && given.is_some_and(is_token) {
        let kept = format!("{}={token}; Path=/; HttpOnly; SameSite=Strict", cookie(port));
        return Err(Answer::see("/").with("Set-Cookie", kept));
    }
    let cookies = head.header("cookie").unwrap_or_default().split(';');
    let mut own =
        cookies.filter_map(|own| own.trim().strip_prefix(&cookie(port))?.strip_prefix('='));
    match own.any(is_token) {
        true => Ok(()),
        false => Err(Answer::trouble(
            403,
            "Not open to this browser",
            "Whoever started rowmend serve got an address with a token, and this request does not have it.",
            "Open the address that rowmend serve printed when it was started. It is another one each time.",
        )),
    }
}

fn by_password(password: &str, wrong: &Mutex<()>, head: &Head) -> Result<(), Answer> {
    let given = head.header("authorization").and_then(|given| {
        let (scheme, credentials) = given.split_once(' ')?;
        scheme.eq_ignore_ascii_case("basic").then_some(credentials.trim())
    });
    let given = given.map(|given| STANDARD.decode(given).unwrap_or_default());
    // Who it is does not matter: each decision says that itself.
    let right = |given: &Vec<u8>| {
        let own = given.iter().position(|byte| *byte == b':').map_or(0, |at| at + 1);
        constant_time_eq(given.get(own..).unwrap_or_default(), password.as_bytes())
    };
    if given.as_ref().is_some_and(right) {
        return Ok(());
    }
    if given.is_some() {
        let _one_at_a_time = wrong.lock().unwrap_or_else(PoisonError::into_inner);
        std::thread::sleep(WRONG);
    }
    let answer = Answer::trouble(401, "Password", "The password is asked for.", "Reload the page.");
    Err(answer.with("WWW-Authenticate", "Basic realm=\"rowmend\", charset=\"UTF-8\"".to_owned()))
}

#[cfg(unix)]
fn others_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_read(_: &Path) -> bool {
    false
}

/// Refuses what was sent to another name, as a page of elsewhere does that had its name changed to this
/// machine (DNS rebinding), and what a page of elsewhere would have written.
pub(super) fn guard(head: &Head, address: SocketAddr) -> Result<(), Answer> {
    let host = head.header("host").unwrap_or_default();
    if !is_ours(host, address) {
        return Err(Answer::trouble(
            403,
            "Another name",
            "The request was sent to another name than this place has.",
            "Open the address that rowmend serve printed.",
        ));
    }
    let origin = head.header("origin");
    let own =
        origin.and_then(|origin| origin.strip_prefix("http://")).is_some_and(|own| own == host);
    // A page of ours is asked for without an origin; only what is sent to be written has to have one.
    match (head.method, origin) {
        (Method::Get, None) => Ok(()),
        _ if own => Ok(()),
        _ => Err(Answer::trouble(
            403,
            "Another page",
            "The request was sent by a page of another place, or does not say by which.",
            "Open the address that rowmend serve printed.",
        )),
    }
}

/// Whether a host is the address that is served; where that is all of this machine's, any in numbers, for only
/// names can be made to lead elsewhere.
fn is_ours(host: &str, address: SocketAddr) -> bool {
    let own = |ip: IpAddr| ip == address.ip() || address.ip().is_unspecified();
    if let Ok(given) = host.parse::<SocketAddr>() {
        return given.port() == address.port() && own(given.ip());
    }
    let (name, port) = host.split_once(':').unwrap_or((host, "80"));
    if port != address.port().to_string() {
        return false;
    }
    match name.parse::<IpAddr>() {
        Ok(ip) => own(ip),
        Err(_) => name.eq_ignore_ascii_case("localhost") && address.ip().is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_ours_by_number_and_port() {
        let here: SocketAddr = "127.0.0.1:8080".parse().unwrap();
        let ours = ["127.0.0.1:8080", "localhost:8080", "LocalHost:8080"];
        let others = [
            "127.0.0.1",
            "127.0.0.1:8081",
            "evil.example:8080",
            "127.0.0.2:8080",
            "",
            "localhost.:8080",
        ];
        assert!(ours.iter().all(|host| is_ours(host, here)));
        others.iter().for_each(|host| assert!(!is_ours(host, here), "{host}"));
        let all: SocketAddr = "0.0.0.0:80".parse().unwrap();
        assert!(is_ours("192.168.1.7", all) && is_ours("192.168.1.7:80", all));
        assert!(!is_ours("evil.example", all) && !is_ours("localhost", all));
        assert!(is_ours("[::1]:9", "[::1]:9".parse().unwrap()));
    }

    #[test]
    fn tokens_differ() {
        let [Key::Token(one), Key::Token(other)] = [Key::token().unwrap(), Key::token().unwrap()]
        else {
            panic!("tokens are asked for");
        };
        assert!(one.len() == 2 * TOKEN && one != other);
    }
}

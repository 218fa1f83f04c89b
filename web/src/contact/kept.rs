//! What a browser keeps of its request, and how that is written in its cookie.
//!
//! ```text
//!  callback = (TOKEN | accepted | already) [.fSECONDS] [.uSECONDS] [.oSECONDS] [.nNUMBER] [.xEXTENSION] [.iSESSION.sSEAL]
//! ```

use axum::http::{HeaderMap, HeaderValue};
use callbackd_api::{
    ids::{Private, SessionId, StatusToken},
    views::Requested,
};
use jiff::Timestamp;

use super::call_window::{self, CallWindow};
use crate::{security, settings::ContactSettings};

/// Where the browser keeps it.
const COOKIE: &str = "callback";
/// What stands there when there is nothing to ask about.
const ACCEPTED: &str = "accepted";
/// And when the request is somebody else's.
const ALREADY: &str = "already";
/// Longest cookie, token, number and extension, in characters.
const LONGEST: usize = 400;
const TOKEN: usize = 64;
const NUMBER: usize = 40;
const EXTENSION: usize = 20;
/// A status is worth looking at for a day, after the time that was chosen.
const TOKEN_KEPT_S: u32 = 24 * 3600;
/// That a request was accepted, for an hour after it.
const ACCEPTED_KEPT_S: u32 = 3600;

/// How much the browser may know.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Known {
    /// By this the request's status can be asked for.
    Token(StatusToken),
    /// It was accepted, and no more is told.
    Accepted,
    /// There was a request for the number before, and nothing of that is told.
    Already,
}

/// A number as it will be called, for a reader.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) formatted: String,
    pub(super) extension: Option<String>,
}

impl Number {
    fn of(number: &Private, formatted: Option<&Private>, extension: Option<&Private>) -> Option<Self> {
        let formatted = formatted.map(Private::expose).filter(|text| is_number(text));
        let formatted = formatted.or(Some(number.expose())).filter(|text| is_number(text))?.to_owned();
        let extension = extension.map(Private::expose).filter(|text| is_extension(text)).map(str::to_owned);
        Some(Self { formatted, extension })
    }

    /// The same telephone, however it is written?
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        digits(&self.formatted) == digits(&other.formatted) && self.extension == other.extension
    }

    /// As somebody would type it.
    pub(super) fn typed(&self) -> String {
        match &self.extension {
            Some(extension) => format!("{} ext. {extension}", self.formatted),
            None => self.formatted.clone(),
        }
    }
}

fn is_number(text: &str) -> bool {
    (1..=NUMBER).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_digit() || b"+-() /".contains(&c))
}

fn is_extension(text: &str) -> bool {
    (1..=EXTENSION).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_digit() || b"*#".contains(&c))
}

/// What a browser keeps. It is about a person, so it is never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) known: Known,
    /// The time that was chosen. It is no secret, and whoever changes it deceives nobody else.
    pub(super) window: CallWindow,
    /// When calls begin again, where they were over at the request.
    pub(super) opens_at: Option<Timestamp>,
    /// The number as understood.
    pub(super) number: Option<Number>,
    /// The session and the seal by which it is this browser's own.
    pub(super) claim: Option<(SessionId, String)>,
}

impl Kept {
    pub(super) fn new(known: Known, window: CallWindow) -> Self {
        Self { known, window, opens_at: None, number: None, claim: None }
    }

    /// What the daemon answered; `seal` seals a session's id.
    pub(super) fn answered(answer: Requested, window: CallWindow, seal: impl Fn(&str) -> String) -> Self {
        match answer {
            Requested::Accepted {
                session_id, number, formatted, extension, opens_at, status_token, ..
            } => Self {
                known: status_token.map_or(Known::Accepted, Known::Token),
                window,
                opens_at,
                number: Number::of(&number, formatted.as_ref(), extension.as_ref()),
                claim: Some((session_id, seal(&session_id.to_string()))),
            },
            Requested::Duplicate { number, formatted, extension, opens_at, .. } => Self {
                opens_at,
                number: number.and_then(|number| Number::of(&number, formatted.as_ref(), extension.as_ref())),
                ..Self::new(Known::Already, CallWindow::default())
            },
        }
    }

    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let text = security::cookie(headers, COOKIE).filter(|text| text.len() <= LONGEST)?;
        let mut parts = text.split('.');
        let mut kept = Self::new(Known::of(parts.next()?)?, CallWindow::default());
        let mut window = String::new();
        let (mut session, mut seal, mut extension) = (None, None, None);
        for part in parts {
            let (letter, rest) = part.split_at_checked(1)?;
            match letter {
                "f" | "u" => window.extend([".", part]),
                "o" if kept.opens_at.is_none() => kept.opens_at = Some(call_window::moment_of(rest)?),
                "n" if kept.number.is_none() => {
                    let formatted = Some(rest.replace('_', " ")).filter(|text| is_number(text))?;
                    kept.number = Some(Number { formatted, extension: None });
                }
                "x" if extension.is_none() && is_extension(rest) => extension = Some(rest.to_owned()),
                "i" if session.is_none() => session = Some(rest.parse::<SessionId>().ok()?),
                "s" if seal.is_none() => seal = Some(rest.to_owned()),
                _ => return None,
            }
        }
        kept.window = CallWindow::of(&window)?;
        kept.claim = session.zip(seal);
        match &mut kept.number {
            Some(number) => number.extension = extension,
            None if extension.is_some() => return None,
            None => {}
        }
        Some(kept)
    }

    pub(super) fn cookie(&self, settings: &ContactSettings, now: Timestamp) -> HeaderValue {
        let kept_s = if matches!(self.known, Known::Token(_)) { TOKEN_KEPT_S } else { ACCEPTED_KEPT_S };
        let seconds = kept_s + self.window.seconds_ahead(now, self.opens_at);
        security::set_cookie(COOKIE, &self.written(), Some(seconds), settings.secure_cookies)
    }

    fn written(&self) -> String {
        let number = self.number.as_ref();
        let extension = number.and_then(|number| number.extension.as_ref());
        let parts = [
            self.opens_at.map(|at| format!(".o{}", at.as_second())),
            number.map(|number| format!(".n{}", number.formatted.replace(' ', "_"))),
            extension.map(|extension| format!(".x{extension}")),
            self.claim.as_ref().map(|(session, seal)| format!(".i{session}.s{seal}")),
        ];
        let mut text = format!("{}{}", self.known.written(), self.window.written());
        text.extend(parts.into_iter().flatten());
        text
    }
}

impl Known {
    fn of(text: &str) -> Option<Self> {
        match text {
            ACCEPTED => Some(Self::Accepted),
            ALREADY => Some(Self::Already),
            token => {
                let is_hex = token.bytes().all(|octet| octet.is_ascii_hexdigit());
                let fits = (1..=TOKEN).contains(&token.len()) && is_hex;
                fits.then(|| token.parse().ok().map(Self::Token)).flatten()
            }
        }
    }

    fn written(&self) -> &str {
        match self {
            Self::Token(token) => token.expose(),
            Self::Accepted => ACCEPTED,
            Self::Already => ALREADY,
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE as HEADER;

    use super::*;

    fn of(text: &str) -> Option<Kept> {
        let value = HeaderValue::from_str(&format!("callback={text}")).expect("a value");
        Kept::of(&HeaderMap::from_iter([(HEADER, value)]))
    }

    fn number(formatted: &str, extension: Option<&str>) -> Number {
        Number { formatted: formatted.to_owned(), extension: extension.map(str::to_owned) }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let opens_at = Some("2026-12-01T09:00:00Z".parse().expect("a moment"));
        let session: SessionId = "0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b".parse().expect("an id");
        let window = CallWindow { from: opens_at, until: None };
        for known in [Known::Accepted, Known::Already, Known::Token("0123abcd".parse().expect("a token"))] {
            let plain = Kept::new(known.clone(), CallWindow::default());
            let full = Kept {
                opens_at,
                number: Some(number("+44 20 7946 0018", Some("12"))),
                claim: Some((session, "00ff".to_owned())),
                ..Kept::new(known, window)
            };
            for kept in [plain, full] {
                assert!(of(&kept.written()) == Some(kept.clone()), "{}", kept.written());
                assert!(kept.written().len() <= LONGEST);
            }
        }
    }

    #[test]
    fn what_nobody_wrote_is_not_read() {
        let long = format!("accepted.n{}", "1".repeat(41));
        for text in [
            "",
            "accepted.",
            "accepted.q1",
            "accepted.n<b>",
            "accepted.n+44.n+45",
            "accepted.ix.s00",
            "accepted.o1.o2",
            &long,
        ] {
            assert!(of(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        let one = number("+44 20 7946 0018", None);
        assert!(one.is_same(&number("+442079460018", None)));
        assert!(!one.is_same(&number("+442079460019", None)));
        assert!(!one.is_same(&number("+442079460018", Some("12"))), "another person there");
        assert_eq!(number("+44 20 7946 0018", Some("12")).typed(), "+44 20 7946 0018 ext. 12");
    }
}

//! What a form carries so that only the browser it was sent to can send it back, once.
//!
//! ```text
//!  cookie  visitor = V
//!  form    ticket  = ISSUED.NONCE.SEAL      SEAL = HMAC(key, purpose, V, ISSUED, NONCE)
//! ```
//!
//! A page of another site can neither read the form nor make the browser send the cookie; the nonce makes the same form sent
//! twice one request.

use std::time::Duration;

use crate::security::{self, Seal};

/// Makes and checks tickets. They live no longer than the process.
#[derive(Debug, Clone)]
pub(super) struct Tickets {
    seal: Seal,
    lifetime: Duration,
}

/// Why a form is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadTicket {
    /// It was open for too long.
    Old,
    /// It was not made for this browser, or by an earlier process.
    NotOurs,
}

impl Tickets {
    /// With a fresh key.
    ///
    /// # Errors
    /// The operating system has no random octets.
    pub(super) fn new(lifetime: Duration) -> Result<Self, getrandom::Error> {
        Ok(Self { seal: Seal::new()?, lifetime })
    }

    /// A ticket for a form of this purpose; `now` is the time since the process began.
    ///
    /// # Errors
    /// The operating system has no random octets.
    pub(super) fn issue(
        &self,
        purpose: &str,
        visitor: &str,
        now: Duration,
    ) -> Result<String, getrandom::Error> {
        let (issued, nonce) = (now.as_secs().to_string(), security::token()?);
        let seal = self.seal.of(&[purpose, visitor, &issued, &nonce]);
        Ok(format!("{issued}.{nonce}.{seal}"))
    }

    /// The seal by which a browser shows that a session is its own.
    pub(super) fn claim(&self, session: &str) -> String {
        self.seal.of(&["own", session])
    }

    /// Is it?
    pub(super) fn is_claim(&self, session: &str, seal: &str) -> bool {
        self.seal.fits(seal, &["own", session])
    }

    /// The nonce of a ticket that is good.
    ///
    /// # Errors
    /// [`BadTicket`].
    pub(super) fn check<'a>(
        &self,
        purpose: &str,
        visitor: &str,
        ticket: &'a str,
        now: Duration,
    ) -> Result<&'a str, BadTicket> {
        let mut parts = ticket.split('.');
        let (Some(issued), Some(nonce), Some(seal), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(BadTicket::NotOurs);
        };
        if !self.seal.fits(seal, &[purpose, visitor, issued, nonce]) {
            return Err(BadTicket::NotOurs);
        }
        let issued = issued.parse().map(Duration::from_secs).map_err(|_| BadTicket::NotOurs)?;
        if now.saturating_sub(issued) > self.lifetime {
            return Err(BadTicket::Old);
        }
        Ok(nonce)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: Duration = Duration::from_secs(1);

    #[test]
    fn a_ticket_is_good_for_its_browser_its_purpose_and_its_time() {
        let tickets = Tickets::new(60 * S).expect("entropy");
        let ticket = tickets.issue("request", "v1", 5 * S).expect("entropy");
        assert!(tickets.check("request", "v1", &ticket, 65 * S).is_ok());
        assert_eq!(tickets.check("request", "v1", &ticket, 66 * S), Err(BadTicket::Old));
        assert_eq!(tickets.check("request", "v2", &ticket, 6 * S), Err(BadTicket::NotOurs));
        assert_eq!(tickets.check("withdraw", "v1", &ticket, 6 * S), Err(BadTicket::NotOurs));
        let later = ticket.replacen("5.", "500.", 1);
        assert_eq!(tickets.check("request", "v1", &later, 66 * S), Err(BadTicket::NotOurs));
        for wrong in ["", "..", "a.b.c", "a.b.c.d"] {
            assert_eq!(tickets.check("request", "v1", wrong, 6 * S), Err(BadTicket::NotOurs));
        }
    }
}

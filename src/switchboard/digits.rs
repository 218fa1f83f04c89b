//! `session.send_digits`: the extension, or what else the agent would press, into a call that is up.

use callbackd_api::{
    ids::{LegId, Private},
    params::SendDigits,
    views::{Changed, Refused},
    words::Reason,
};

use super::{
    Switchboard, command::Caller, methods::wrong_state, phones::Urgency, request::Pending, view::Reply,
};
use crate::session::{Session, State};

/// Requests for digits of one call that may wait for their turn.
const MOST_WAITING: usize = 8;
/// The most digits at once.
const MOST_DIGITS: usize = 32;

impl Switchboard {
    pub(super) fn send_digits(&mut self, caller: &Caller, command: &SendDigits) -> Result<Reply, Refused> {
        let id = command.session_id;
        self.owner(caller, id)?;
        if !self.settings.switch.generates_digits {
            let detail = "this switch is not known to send digits into calls (generate-digits in [pbx]): press them on the telephone";
            return Err(Refused::new(Reason::Unsupported, detail));
        }
        let session = self.book.named(id)?;
        let talking = matches!(session.state(), State::Talking { .. });
        let call = session.leg().and_then(|leg| Some((leg.id, leg.device.clone(), leg.call()?.clone())));
        let Some((leg, device, call)) = call.filter(|_| talking) else {
            return Err(wrong_state("digits are sent into a conversation", session.state_name()));
        };
        let digits = digits(session, command)?;
        self.has_room_for_digits(leg)?;
        // The same digits again are sent again: no two places are the same.
        let place = callbackd_api::ids::Seq(self.ledger.seq().0.saturating_add(1));
        self.phones.want(Urgency::InAir, Pending::Digits { leg, device, call, digits, place });
        let view = self.session_view(session, true);
        Ok(Reply::Session(Box::new(Changed { seq: self.ledger.seq().0, view })))
    }

    fn has_room_for_digits(&self, leg: LegId) -> Result<(), Refused> {
        if self.phones.digits_waiting(leg) < MOST_WAITING {
            return Ok(());
        }
        Err(Refused::new(Reason::Busy, "digits of this call still wait to be sent: try again in a moment"))
    }
}

fn digits(session: &Session, command: &SendDigits) -> Result<Private, Refused> {
    let refused = |detail: &str| Refused {
        rule: Some("digits".to_owned()),
        ..Refused::new(Reason::NumberRefused, detail)
    };
    let digits = command.digits.as_ref().or(session.request().extension.as_ref());
    let digits = digits.ok_or_else(|| refused("the customer gave no extension: name the digits"))?;
    let is_sent = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#');
    let count = digits.expose().chars().count();
    if count == 0 || count > MOST_DIGITS || !digits.expose().chars().all(is_sent) {
        return Err(refused("digits to send are 1 to 32 of 0 to 9, * and #"));
    }
    Ok(digits.clone())
}

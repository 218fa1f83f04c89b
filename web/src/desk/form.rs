//! The fields of the desk's forms, read as the person saw them. Pure.
//!
//! A field that the page did not have changes nothing. One that was there and is empty does: somebody cleared it.

use callbackd_api::{
    ids::{Private, SessionId},
    params::{CallBack, Draft, Finish, Resolution, Resolve},
};
use serde::Deserialize;

use super::agent_client::Action;

/// The bounds of the socket. What is longer is refused here, in words, and never cut.
const MAX_NOTE: usize = 2000;
const MAX_WORD: usize = 64;
const MAX_DIGITS: usize = 256;
const MAX_VERSION: usize = 128;
const MAX_REASON: usize = 200;

/// A session's form.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct SessionForm {
    /// The seal.
    pub csrf: String,
    /// The button.
    pub act: String,
    session_id: String,
    dial_string: Option<String>,
    rules_version: Option<String>,
    disposition: Option<String>,
    note: Option<String>,
}

/// Why a form is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objection {
    /// No page of ours makes such a form.
    Unreadable,
    /// What to tell, by its key.
    Told(&'static str),
}

impl SessionForm {
    /// The session.
    ///
    /// # Errors
    /// It is none.
    pub fn session(&self) -> Result<SessionId, Objection> {
        self.session_id.parse().map_err(|_| Objection::Unreadable)
    }

    /// What the button does.
    ///
    /// # Errors
    /// A field holds what no button sends.
    pub(super) fn action(&self, actor: &str) -> Result<Action, Objection> {
        let session_id = self.session()?;
        let actor = Some(actor.to_owned());
        // What is written goes before, as a draft: there, an emptied field counts as well.
        let finish = || Box::new(Finish { session_id, disposition: None, note: None, actor: actor.clone() });
        Ok(match self.act.as_str() {
            "open" => Action::Open(session_id),
            "call_back" => Action::CallBack(Box::new(CallBack {
                session_id,
                dial_string: self.digits()?.map(Private::new),
                rules_version: self.version()?,
                actor: actor.clone(),
            })),
            "cancel" => Action::Cancel(session_id),
            "drop" => Action::Drop(finish()),
            "close" => Action::Close(finish()),
            "hold" => Action::Hold(session_id),
            "retrieve" => Action::Retrieve(session_id),
            word => {
                let outcome = outcome(word).ok_or(Objection::Unreadable)?;
                Action::Resolve(Resolve { session_id, outcome, actor })
            }
        })
    }

    /// The digits as they stood on the page. A page that shows none dials what its rules version stands for.
    fn digits(&self) -> Result<Option<String>, Objection> {
        let Some(digits) = &self.dial_string else { return Ok(None) };
        match seen(digits) {
            "" => Err(Objection::Told("desk.dial.empty")),
            digits if digits.chars().count() > MAX_DIGITS => Err(Objection::Told("desk.dial.too_long")),
            digits => Ok(Some(digits.to_owned())),
        }
    }

    fn version(&self) -> Result<String, Objection> {
        let version = self.rules_version.as_deref().unwrap_or_default();
        match version.chars().count() > MAX_VERSION {
            true => Err(Objection::Unreadable),
            false => Ok(version.to_owned()),
        }
    }

    /// What stands in the note and the outcome, if the page asks for them: kept whatever the button is.
    ///
    /// # Errors
    /// One of them is longer than the daemon takes.
    pub fn draft(&self, actor: &str) -> Result<Option<Draft>, Objection> {
        let session_id = self.session()?;
        let disposition = self.disposition.as_deref().map(|word| seen(word).to_owned());
        if disposition.as_ref().is_some_and(|word| word.chars().count() > MAX_WORD) {
            return Err(Objection::Unreadable);
        }
        let note = self.note.as_deref().map(|note| match seen(note) {
            "" => String::new(),
            // Browsers send lines as the network ends them, and pages hold them as people do.
            _ => note.replace("\r\n", "\n"),
        });
        if note.as_ref().is_some_and(|note| note.chars().count() > MAX_NOTE) {
            return Err(Objection::Told("desk.note.too_long"));
        }
        let asked = disposition.is_some() || note.is_some();
        let (note, actor) = (note.map(Private::new), Some(actor.to_owned()));
        Ok(asked.then_some(Draft { session_id, disposition, note, again_at: None, actor }))
    }
}

/// What became of a call, by its stable word.
pub(super) fn outcome(word: &str) -> Option<Resolution> {
    serde_json::from_value(word.into()).ok()
}

/// Why somebody is not ready, if they said so.
pub(super) fn reason(text: &str) -> Option<String> {
    let text = seen(text);
    (!text.is_empty()).then(|| text.chars().take(MAX_REASON).collect())
}

/// What of a text can be seen: without spaces around it, and without signs that show nothing.
fn seen(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c.is_control() || shows_nothing(c))
}

/// Unicode's signs that steer how others are shown, such as come along when a number is copied from a page.
fn shows_nothing(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(act: &str) -> SessionForm {
        SessionForm {
            act: act.to_owned(),
            session_id: "01890a5d-ac96-774b-bcce-b302099a8057".to_owned(),
            rules_version: Some("v".to_owned()),
            ..SessionForm::default()
        }
    }

    fn dialled(dial_string: Option<&str>) -> Result<Option<String>, Objection> {
        let form = SessionForm { dial_string: dial_string.map(str::to_owned), ..form("call_back") };
        match form.action("ann")? {
            Action::CallBack(params) => Ok(params.dial_string.map(|digits| digits.expose().to_owned())),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_emptied_number_is_not_dialled_and_an_untouched_one_is_sent_as_it_stood() {
        for empty in ["", " ", "\t \r\n", "\u{a0}", "\u{200b}", "\u{202d}\u{202c}"] {
            assert_eq!(dialled(Some(empty)), Err(Objection::Told("desk.dial.empty")), "{empty:?}");
        }
        assert_eq!(dialled(Some("902079460018")), Ok(Some("902079460018".to_owned())));
        assert_eq!(dialled(Some(" 902079460018\u{202c} ")), Ok(Some("902079460018".to_owned())));
        assert_eq!(dialled(None), Ok(None), "the page showed no field");
    }

    #[test]
    fn what_is_too_long_is_told_and_never_cut() {
        let digits = "9".repeat(MAX_DIGITS + 1);
        assert_eq!(dialled(Some(&digits)), Err(Objection::Told("desk.dial.too_long")));
        let note = |note: String| SessionForm { note: Some(note), ..form("drop") }.draft("ann");
        assert_eq!(note("ä".repeat(MAX_NOTE + 1)), Err(Objection::Told("desk.note.too_long")));
        let lines = note("a\r\n".repeat(MAX_NOTE / 2)).unwrap().unwrap().note.unwrap();
        assert_eq!(lines.expose(), "a\n".repeat(MAX_NOTE / 2), "a line's end is one character");
        let long = SessionForm { rules_version: Some("v".repeat(MAX_VERSION + 1)), ..form("call_back") };
        assert_eq!(long.action("ann").unwrap_err(), Objection::Unreadable);
    }

    #[test]
    fn a_cleared_field_is_told_from_one_that_the_page_did_not_have() {
        let written = |disposition: Option<&str>, note: Option<&str>| {
            let [disposition, note] = [disposition, note].map(|text| text.map(str::to_owned));
            let draft = SessionForm { disposition, note, ..form("drop") }.draft("ann").unwrap();
            draft.map(|draft| (draft.disposition, draft.note.map(|note| note.expose().to_owned())))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(written(None, None), None);
        assert_eq!(written(Some(" "), Some("\n ")), Some((some(""), some(""))));
        assert_eq!(written(None, Some("")), Some((None, some(""))));
        assert_eq!(
            written(Some("resolved"), Some(" as typed \n")),
            Some((some("resolved"), some(" as typed \n")))
        );
    }

    #[test]
    fn what_no_page_sends_does_nothing() {
        assert_eq!(form("teleport").action("ann").unwrap_err(), Objection::Unreadable);
        let stranger = SessionForm { session_id: "7".to_owned(), ..form("open") };
        assert_eq!(stranger.action("ann").unwrap_err(), Objection::Unreadable);
        assert_eq!(reason(" \u{feff}"), None);
        assert_eq!(reason(" lunch ").as_deref(), Some("lunch"));
    }
}

//! What goes to the switch beside the digits: who pays, and what permits the call.

use std::fmt;

use serde::Deserialize;
use thiserror::Error;

/// The longest code, in octets (ECMA-285: AccountInfo and AuthCode have up to 32).
const MOST: usize = 32;

/// Why a text is no code. Never contains the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "write a code of 1 to {MOST} printable characters without blanks, such as the digits that people key in"
)]
pub struct NotACode;

/// Declares a code that nothing shows but `expose`: it has no `Display`, its `Debug` is empty, and it cannot be stored.
macro_rules! code {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// The characters, for the one place that sends them to the switch.
            #[must_use]
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotACode;

            fn try_from(text: String) -> Result<Self, NotACode> {
                if is_code(&text) { Ok(Self(text)) } else { Err(NotACode) }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

code! {
    /// An account that the switch charges calls to (MakeCall's `accountCode`).
    AccountCode
}

code! {
    /// A code by which the switch permits a call (MakeCall's `authCode`): a secret.
    AuthCode
}

/// What one rule sends along with its calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Codes {
    pub(super) account: Option<AccountCode>,
    pub(super) auth: Auth,
}

/// The authorisation code of a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Auth {
    /// It has none.
    #[default]
    None,
    /// It has one that nobody has read from its file: numbers can be looked at, but none dialled.
    Unread,
    /// This one.
    Code(AuthCode),
}

impl Codes {
    /// `, with …`, for people: which codes there are, not what they are.
    pub(super) fn told(&self) -> &'static str {
        match (&self.account, &self.auth) {
            (None, Auth::None) => "",
            (Some(_), Auth::None) => ", with an account code",
            (None, _) => ", with an authorisation code",
            (Some(_), _) => ", with account and authorisation codes",
        }
    }
}

fn is_code(text: &str) -> bool {
    (1..=MOST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_bounded_and_shows_itself_to_nobody() {
        for wrong in ["", "12 34", "12\n", "ä", &"1".repeat(33)] {
            let refused = AuthCode::try_from(wrong.to_owned()).unwrap_err();
            assert!(wrong.is_empty() || !refused.to_string().contains(wrong), "{refused}");
        }
        let account = AccountCode::try_from("7".repeat(32)).unwrap();
        let auth = AuthCode::try_from("*70#A".to_owned()).unwrap();
        assert_eq!(auth.expose(), "*70#A");
        let codes = Codes { account: Some(account), auth: Auth::Code(auth) };
        assert_eq!(format!("{codes:?}"), "Codes { account: Some(AccountCode(…)), auth: Code(AuthCode(…)) }");
    }
}

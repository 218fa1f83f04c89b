//! Passwords against hashes, a few at a time: each costs memory and time, by intention.

use std::sync::Arc;

use argon2::{
    Argon2, PasswordVerifier,
    password_hash::{PasswordHash, PasswordHasher, SaltString},
};
use tokio::sync::Semaphore;

/// Hashes computed at once; more wait, and what waits too long is refused by the rate limits before.
const AT_ONCE: usize = 2;
/// Longest password, in octets.
pub const MAX_PASSWORD: usize = 1024;

/// Where passwords are compared.
#[derive(Debug, Clone)]
pub struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Passwords {
    /// Is it the password of this hash? Without a hash the work is done on the decoy and the answer is no.
    pub async fn verify(&self, password: String, hash: Option<String>, decoy: Option<String>) -> bool {
        let Ok(_permit) = self.0.acquire().await else { return false };
        let known = hash.is_some();
        let Some(hash) = hash.or(decoy) else { return false };
        let compared = tokio::task::spawn_blocking(move || matches(&password, &hash)).await;
        known && compared.unwrap_or(false)
    }
}

fn matches(password: &str, hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    password.len() <= MAX_PASSWORD && Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
}

/// The hash of a password as the file wants it: argon2id with the parameters that OWASP gives (19 MiB, 2 passes).
///
/// # Errors
/// Only where the library refuses its own parameters.
pub fn hash(password: &str, salt: &[u8; 16]) -> Result<String, argon2::password_hash::Error> {
    let salt = SaltString::encode_b64(salt)?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_person_passes() {
        let passwords = Passwords::default();
        let hashed = hash("correct horse", &[7; 16]).unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(passwords.verify("correct horse".to_owned(), Some(hashed.clone()), None).await);
        assert!(!passwords.verify("correct hors".to_owned(), Some(hashed.clone()), None).await);
        assert!(
            !passwords.verify("correct horse".to_owned(), None, Some(hashed)).await,
            "a decoy opens nothing"
        );
        assert!(!passwords.verify(String::new(), None, None).await);
    }
}

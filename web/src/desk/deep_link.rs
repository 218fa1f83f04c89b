//! The page that somebody wanted who has to sign in first. Pure.

use axum::http::Uri;

/// Longest address that is kept: our own are far shorter.
const LONGEST: usize = 512;

/// Where to sign in, on the way to this page.
pub(super) fn sign_in(wanted: &Uri) -> String {
    match wanted.path_and_query().map(|path| path.as_str()).and_then(own) {
        Some(wanted) if wanted != "/" => format!("/sign-in?next={}", escaped(wanted)),
        _ => "/sign-in".to_owned(),
    }
}

/// The page to go to after signing in: the one that was wanted, if it is ours.
pub(super) fn after(wanted: &str) -> &str {
    own(wanted).unwrap_or("/")
}

/// An address of this site and no other, whatever a browser makes of it.
fn own(address: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-._~?=&%+".contains(c);
    let ours = address.starts_with('/') && !address.starts_with("//");
    (ours && address.len() <= LONGEST && address.chars().all(plain)).then_some(address)
}

/// As one value of a query.
fn escaped(address: &str) -> String {
    let keep = |c: char| c.is_ascii_alphanumeric() || "/-._~".contains(c);
    let write = |c: char| if keep(c) { c.to_string() } else { format!("%{:02X}", u32::from(c)) };
    address.chars().map(write).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_the_way_to(address: &'static str) -> String {
        sign_in(&Uri::from_static(address))
    }

    #[test]
    fn the_page_that_was_wanted_is_kept_as_one_value() {
        assert_eq!(on_the_way_to("/"), "/sign-in");
        assert_eq!(on_the_way_to("/supervisor"), "/sign-in?next=/supervisor");
        assert_eq!(
            on_the_way_to("/supervisor/sessions?id=b302099a8057&lang=de"),
            "/sign-in?next=/supervisor/sessions%3Fid%3Db302099a8057%26lang%3Dde"
        );
    }

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(after("/supervisor/sessions/7?lang=de"), "/supervisor/sessions/7?lang=de");
        let long = format!("/{}", "x".repeat(LONGEST));
        for elsewhere in [
            "",
            "supervisor",
            "//a.example",
            "/\\a.example",
            "/\t/a.example",
            "https://a.example",
            "/\r\nx: y",
            &long,
        ] {
            assert_eq!(after(elsewhere), "/", "{elsewhere:?}");
        }
    }
}

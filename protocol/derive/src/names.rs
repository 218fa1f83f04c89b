/// `called_device_id` to `calledDeviceID`, or to `called-device-id`.
pub(crate) fn from_field(field: &str, kebab: bool) -> String {
    let mut words = field.split('_');
    if kebab {
        return words.collect::<Vec<_>>().join("-");
    }
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &capital(word))
}

/// `CalledDeviceId` to `calledDeviceID`, or to `called-device-id`.
pub(crate) fn from_variant(variant: &str, kebab: bool) -> String {
    let mut field = String::new();
    for letter in variant.chars() {
        if letter.is_ascii_uppercase() && !field.is_empty() {
            field.push('_');
        }
        field.push(letter.to_ascii_lowercase());
    }
    from_field(&field, kebab)
}

/// The modules write every word with a capital, and ID with two.
fn capital(word: &str) -> String {
    if word == "id" {
        return "ID".to_owned();
    }
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::{from_field, from_variant};

    #[test]
    fn names_follow_the_field_or_variant() {
        assert_eq!(from_field("called_directory_number", false), "calledDirectoryNumber");
        assert_eq!(from_field("call_linkage_id_timestamp", false), "callLinkageIDTimestamp");
        assert_eq!(from_field("direct_reference", true), "direct-reference");
        assert_eq!(from_variant("NewCall", false), "newCall");
        assert_eq!(from_variant("InvalidCallId", false), "invalidCallID");
        assert_eq!(from_variant("RejectedPermanent", true), "rejected-permanent");
    }
}

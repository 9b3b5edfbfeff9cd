//! A subject and a sentence in, a link out that opens a mail ready to send (RFC 6068).

/// The sentence of a trust that has nobody to name. The reader takes it as a decline (a test holds it to that).
const NO_SCIENTISTS: &str =
    "Our trust has no healthcare scientists, so we will not be naming a Lead Healthcare Scientist.";
/// The sentence of a trust that asks for time; the sender puts the day in the place of the dots.
const MORE_TIME: &str = "We need more time. We will send you the name of our Lead Healthcare Scientist by ...";

/// A mail that says that the trust has no healthcare scientists.
pub(super) fn decline(mailbox: &str, tag: Option<&str>) -> String {
    link(mailbox, &tagged("We have no healthcare scientists", tag), NO_SCIENTISTS)
}

/// A mail that says that the trust needs time until a day.
pub(super) fn holding(mailbox: &str, tag: Option<&str>) -> String {
    link(mailbox, &tagged("We need until ...", tag), MORE_TIME)
}

fn tagged(subject: &str, tag: Option<&str>) -> String {
    tag.map_or_else(|| subject.to_owned(), |tag| format!("{subject} {tag}"))
}

fn link(mailbox: &str, subject: &str, body: &str) -> String {
    format!("mailto:{}?subject={}&body={}", encoded(mailbox, "@"), encoded(subject, ""), encoded(body, ""))
}

/// Percent-encoded UTF-8 but for what stands for itself everywhere, and these characters.
fn encoded(text: &str, also: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || also.as_bytes().contains(&byte);
        if plain {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_carries_the_tag_in_its_subject_and_is_short_enough_for_mail() {
        let link = decline("england.cso@nhs.net", Some("[LHS16-RR8]"));
        assert_eq!(
            link,
            "mailto:england.cso@nhs.net?subject=We%20have%20no%20healthcare%20scientists%20%5BLHS16-RR8%5D&body=\
             Our%20trust%20has%20no%20healthcare%20scientists%2C%20so%20we%20will%20not%20be%20naming%20a%20Lead%20\
             Healthcare%20Scientist."
        );
        // The reader takes links of up to 320 characters out of what programs make of our letter.
        assert!(link.len() < 320 && holding("england.cso@nhs.net", Some("[LHS16-RR8]")).len() < 320);
    }

    #[test]
    fn nothing_in_a_value_can_add_a_field() {
        let link = link("a?cc=eve@evil.example", "x&bcc=eve\r\n", "é");
        assert_eq!(link, "mailto:a%3Fcc%3Deve@evil.example?subject=x%26bcc%3Deve%0D%0A&body=%C3%A9");
    }
}

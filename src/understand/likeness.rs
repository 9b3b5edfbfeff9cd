//! A name and an address in, how alike they are out.

use super::{
    fold::letters,
    people::{Name, same_given},
};
use crate::domain::EmailAddress;

/// How much an address looks like a person's name: 0 not at all, 1 a part of it, 2 nearly (a spelling differs), 3 surname, 4 both names.
pub(super) fn likeness(name: &Name, address: &EmailAddress) -> u8 {
    let local = letters(address.local());
    let given = name.given.first().map(|given| letters(given)).unwrap_or_default();
    let all_given: String = name.given.iter().map(|given| letters(given)).collect();
    let family = letters(&name.family);
    let last = letters(name.family.rsplit([' ', '-']).next().unwrap_or(""));
    if local.is_empty() || (family.is_empty() && given.is_empty()) {
        return 0;
    }
    if family.is_empty() {
        let parts: Vec<String> = address.local().split(['.', '_', '-']).map(letters).collect();
        return u8::from(parts.iter().any(|part| same_given(part, &given))) * 2;
    }
    let initial: String = given.chars().take(1).collect();
    let both = |a: &str, b: &str| local.strip_prefix(a) == Some(b);
    let paired = |surname: &String| {
        both(&given, surname)
            || both(&all_given, surname)
            || both(surname, &given)
            || both(&initial, surname)
            || both(surname, &initial)
    };
    let local_parts: Vec<String> = address.local().split(['.', '_']).map(letters).collect();
    let family_parts =
        || name.family.split([' ', '-']).map(letters).chain(name.given.iter().skip(1).map(|given| letters(given)));
    if let [front, back] = local_parts.as_slice()
        && back.len() >= 4
        && (*front == given || front.len() > given.len() && all_given.starts_with(front.as_str()))
        && family_parts().any(|part| part == *back)
    {
        return 4;
    }
    let mut middle = name.given.iter().skip(1).map(|given| letters(given)).filter(|given| given.len() >= 3);
    let by_middle = middle.any(|middle| both(&middle, &family) || both(&family, &middle));
    if family.len() >= 2 && !given.is_empty() && (by_middle || [&family, &last].into_iter().any(paired)) {
        return 4;
    }
    if let Some(front) = local.strip_suffix(&family).or_else(|| local.strip_suffix(&last).filter(|_| last.len() >= 3)) {
        if front.is_empty()
            || given.is_empty()
            || front.starts_with(&initial) && (same_given(front, &given) || front.len() <= 3)
        {
            return if front.is_empty() || given.is_empty() { 3 } else { 4 };
        }
        return if same_given(front, &given) {
            4
        } else if given.len() <= 1 {
            3
        } else {
            1
        };
    }
    if local.contains(&format!("{given}{family}")) && family.len() >= 3 && !given.is_empty() {
        return 3;
    }
    if local.starts_with(&family) && family.len() >= 3 {
        return 3;
    }
    let parts: Vec<String> = name.family.split([' ', '-']).map(letters).filter(|part| part.len() >= 4).collect();
    if parts.iter().any(|part| local.contains(part.as_str())) && local.starts_with(&initial) {
        return 3;
    }
    nearly(&local, &format!("{given}{family}")).max(nearly(&local, &format!("{initial}{family}")))
}

fn nearly(local: &str, name: &str) -> u8 {
    let distance = strsim::damerau_levenshtein(local, name);
    if name.len() >= 8 && distance <= 3 {
        2
    } else {
        u8::from(name.len() >= 8 && strsim::jaro_winkler(local, name) > 0.9)
    }
}

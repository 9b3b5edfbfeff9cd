//! How many trusts have answered: every trust of the campaign in exactly one state.

use std::collections::BTreeMap;

use crate::domain::{OdsCode, ledger::TrustState, nomination::Answer};

/// What is known of one trust.
#[derive(Debug, Clone)]
pub struct TrustFacts<'a> {
    /// The trust.
    pub ods_code: &'a OdsCode,
    /// Its answer in force.
    pub answer: Option<&'a Answer>,
    /// Whether a message that is or may be from it waits for a person.
    pub unresolved: bool,
}

/// The state of a trust. An answer in force counts even while a later message waits for a person.
#[must_use]
pub fn state_of(facts: &TrustFacts<'_>) -> TrustState {
    match facts.answer {
        Some(Answer::Named(_)) if facts.answer.and_then(Answer::lead).is_some_and(|lead| lead.email.is_some()) => {
            TrustState::Answered
        }
        Some(Answer::Declined) => TrustState::Declined,
        _ if facts.unresolved => TrustState::AwaitingReview,
        Some(Answer::Named(_)) => TrustState::Incomplete,
        Some(Answer::Holding(_)) => TrustState::Holding,
        None => TrustState::Outstanding,
    }
}

/// The trusts of a campaign by state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    states: BTreeMap<OdsCode, TrustState>,
}

impl Coverage {
    /// Counts these trusts. A trust that is listed twice counts once.
    #[must_use]
    pub fn of<'a>(trusts: impl IntoIterator<Item = TrustFacts<'a>>) -> Self {
        Self { states: trusts.into_iter().map(|facts| (facts.ods_code.clone(), state_of(&facts))).collect() }
    }

    /// How many trusts there are: the denominator of every rate.
    #[must_use]
    pub fn trusts(&self) -> usize {
        self.states.len()
    }

    /// How many are in a state.
    #[must_use]
    pub fn count(&self, state: TrustState) -> usize {
        self.states.values().filter(|own| **own == state).count()
    }

    /// The state of one trust, if it belongs to the campaign.
    #[must_use]
    pub fn state(&self, code: &OdsCode) -> Option<TrustState> {
        self.states.get(code).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EmailAddress, Role, nomination::Person};

    fn named(email: Option<&str>) -> Answer {
        Answer::Named(vec![Person {
            role: Role::Lead,
            name: "Jane Smith".into(),
            title: None,
            job_title: None,
            email: email.map(|email| EmailAddress::parse(email).unwrap()),
            phones: vec![],
        }])
    }

    #[test]
    fn every_trust_is_in_exactly_one_state() {
        let codes: Vec<OdsCode> = ["RR8", "RHQ", "RCU", "RP5", "R1H", "RJ1", "RJ7"]
            .iter()
            .map(|code| OdsCode::parse(code).unwrap())
            .collect();
        let answers = [
            Some(named(Some("jane.smith@leedsth.nhs.uk"))),
            Some(named(None)),
            Some(Answer::Declined),
            Some(Answer::Holding(None)),
            None,
            None,
            Some(named(Some("j@x.nhs.uk"))),
        ];
        let unresolved = [false, false, true, false, true, false, true];
        let coverage = Coverage::of(
            codes.iter().zip(&answers).zip(unresolved).map(|((ods_code, answer), unresolved)| TrustFacts {
                ods_code,
                answer: answer.as_ref(),
                unresolved,
            }),
        );
        let sum: usize = TrustState::ALL.into_iter().map(|state| coverage.count(state)).sum();
        assert_eq!((sum, coverage.trusts()), (7, 7));
        assert_eq!(coverage.count(TrustState::Answered), 2);
        for state in [
            TrustState::Incomplete,
            TrustState::Declined,
            TrustState::Holding,
            TrustState::AwaitingReview,
            TrustState::Outstanding,
        ] {
            assert_eq!(coverage.count(state), 1, "{state}");
        }
    }
}

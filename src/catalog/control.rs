//! The well-known controls of AWS Control Tower, for labelling what is found (section 13.2). Preventive
//! ones are ordinary policies: what they do is decided by evaluating their text (T-13).

use std::{fmt, sync::OnceLock};

use serde::Deserialize;

use super::embedded;

/// A control that Control Tower offers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownControl {
    /// What AWS calls it: `AWS-GR_ENCRYPTED_VOLUMES`, `CT.S3.PV.4` (T-12).
    pub control: &'static str,
    /// The rule it comes from: `T-43`.
    pub rule: &'static str,
    /// What makes it work.
    pub mechanism: Mechanism,
    /// How much AWS insists on it (T-11).
    pub guidance: Guidance,
    /// Whether current landing zones still get it (T-4).
    #[serde(default)]
    pub deployment: Deployment,
    /// What is the case where the control holds.
    pub label: &'static str,
}

/// What makes a control work (T-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mechanism {
    /// A service control policy.
    ServiceControlPolicy,
    /// A resource control policy.
    ResourceControlPolicy,
    /// A declarative policy.
    DeclarativePolicy,
    /// A rule of AWS Config, or a check of Security Hub.
    ConfigRule,
    /// A hook of CloudFormation.
    Hook,
}

impl Mechanism {
    /// When it acts.
    pub fn behavior(self) -> Behavior {
        match self {
            Self::ServiceControlPolicy | Self::ResourceControlPolicy | Self::DeclarativePolicy => {
                Behavior::Preventive
            }
            Self::ConfigRule => Behavior::Detective,
            Self::Hook => Behavior::Proactive,
        }
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ServiceControlPolicy => "service control policy",
            Self::ResourceControlPolicy => "resource control policy",
            Self::DeclarativePolicy => "declarative policy",
            Self::ConfigRule => "Config rule",
            Self::Hook => "CloudFormation hook",
        })
    }
}

/// When a control acts (T-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Behavior {
    /// It denies the request.
    Preventive,
    /// It reports what is the case.
    Detective,
    /// It rejects the template before anything is made.
    Proactive,
}

impl fmt::Display for Behavior {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Preventive => "preventive",
            Self::Detective => "detective",
            Self::Proactive => "proactive",
        })
    }
}

/// How much AWS insists on a control (T-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guidance {
    /// Always on.
    Mandatory,
    /// On, unless there is a reason.
    StronglyRecommended,
    /// As needed.
    Elective,
}

impl fmt::Display for Guidance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Mandatory => "mandatory",
            Self::StronglyRecommended => "strongly recommended",
            Self::Elective => "elective",
        })
    }
}

/// Which landing zones get a control (T-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deployment {
    /// All.
    #[default]
    Current,
    /// Those older than version 4.0.
    BeforeVersion4,
}

/// All well-known controls, in the order of their rules.
pub fn known_controls() -> &'static [KnownControl] {
    static CONTROLS: OnceLock<Vec<KnownControl>> = OnceLock::new();
    CONTROLS.get_or_init(|| embedded::parse(include_str!("data/controls.json")))
}

/// The control with this identifier, or with an ARN that ends in it:
/// `arn:aws:controltower:eu-west-1::control/AWS-GR_ENCRYPTED_VOLUMES` (T-12).
pub fn known_control(identifier: &str) -> Option<&'static KnownControl> {
    let control = identifier.rsplit('/').next()?;
    known_controls().iter().find(|known| known.control == control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_unique() {
        let mut names: Vec<_> = known_controls().iter().map(|known| known.control).collect();
        names.sort_unstable();
        assert!(names.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn every_rule_of_the_table_is_there() {
        let mut rules: Vec<_> = known_controls().iter().map(|known| known.rule).collect();
        rules.dedup();
        assert_eq!(rules, (20..=67).map(|rule| format!("T-{rule}")).collect::<Vec<_>>());
    }

    #[test]
    fn a_control_is_found_by_its_arn() {
        let arn = "arn:aws:controltower:eu-west-1::control/AWS-GR_ENCRYPTED_VOLUMES";
        let control = known_control(arn).unwrap();
        assert_eq!(control.rule, "T-43");
        assert_eq!(control.mechanism.behavior(), Behavior::Detective);
        assert_eq!(control.guidance, Guidance::StronglyRecommended);
        assert!(known_control("AWS-GR_NO_SUCH_THING").is_none());
    }

    #[test]
    fn codes_tell_the_behavior() {
        for known in known_controls().iter().filter(|known| known.control.starts_with("CT.")) {
            let proactive = known.control.contains(".PR.");
            assert_eq!(
                known.mechanism.behavior() == Behavior::Proactive,
                proactive,
                "{}",
                known.control
            );
        }
    }

    /// T-4: version 4.0 still has the controls that guard Control Tower itself.
    #[test]
    fn some_controls_belong_to_old_landing_zones() {
        let deployment = |name| known_control(name).unwrap().deployment;
        assert_eq!(deployment("AWS-GR_CLOUDTRAIL_ENABLED"), Deployment::BeforeVersion4);
        assert_eq!(deployment("AWS-GR_IAM_ROLE_CHANGE_PROHIBITED"), Deployment::Current);
    }
}

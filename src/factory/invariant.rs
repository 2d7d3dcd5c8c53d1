//! What has to hold of an account before it is made: questions to the evaluator.

use super::{
    error::{PlanError, PlanProblem},
    request::Request,
    template::Invariant,
    text::ACCOUNT_ID,
};
use crate::{
    org::{AccountId, IamName, Organization, Role},
    policy::{ActionName, Effect, glob::Glob},
};

/// A question about one role of an account.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The account.
    pub account: AccountId,
    /// Its role.
    pub role: IamName,
    /// The action.
    pub action: ActionName,
    /// On what; absent means on anything at all.
    pub resource: Option<String>,
    /// Condition keys and their values; what is not given is unknown.
    pub context: Vec<(String, String)>,
    /// What the answer has to be.
    pub wanted: Effect,
}

/// Whether what a question wants is so; if not, why, for people.
pub type Answer = Result<(), String>;

/// Someone who can answer questions about what roles may do.
pub trait Verifier {
    /// Whether the organization is as the question wants it.
    fn ask(&self, organization: &Organization, question: &Question) -> Answer;
}

/// Asks all invariants of a request's template of an organization in which its account is there.
pub(super) fn violations(
    request: &Request,
    account: AccountId,
    organization: &Organization,
    verifier: &dyn Verifier,
) -> Vec<PlanError> {
    let invariants = &request.template().invariants;
    let asked = invariants.iter().enumerate().filter(|(_, it)| request.holds(it.when.as_ref()));
    asked
        .flat_map(|(index, invariant)| {
            let problems = violated(request, account, organization, verifier, invariant);
            problems.into_iter().map(move |problem| PlanError {
                place: Some((request.template().file.clone(), invariant.at)),
                element: format!("invariants[{index}]"),
                problem,
            })
        })
        .collect()
}

/// The invariants that a request's template asks for, in words.
pub(super) fn sentences(request: &Request, account: AccountId) -> Vec<String> {
    let own = |name: &str| if name == ACCOUNT_ID { account.to_string() } else { String::new() };
    let asked = request.template().invariants.iter().filter(|it| request.holds(it.when.as_ref()));
    asked
        .map(|invariant| {
            let fill = |text| request.fill(text, own);
            let verb = match invariant.effect {
                Effect::Allow => "allowed",
                Effect::Deny => "denied",
            };
            let on = invariant.resource.as_ref().map(|text| format!(" on {}", fill(text)));
            let (action, principal) = (fill(&invariant.action), fill(&invariant.principal));
            format!("{action}{} is {verb} for {principal}", on.unwrap_or_default())
        })
        .collect()
}

fn violated(
    request: &Request,
    account: AccountId,
    organization: &Organization,
    verifier: &dyn Verifier,
    invariant: &Invariant,
) -> Vec<PlanProblem> {
    let own = |name: &str| if name == ACCOUNT_ID { account.to_string() } else { String::new() };
    let fill = |text| request.fill(text, own);
    let action: ActionName = match fill(&invariant.action).parse() {
        Ok(action) => action,
        Err(error) => return vec![PlanProblem::value(&error)],
    };
    let pattern = fill(&invariant.principal);
    let roles: Vec<_> = organization.roles_in(account).filter(|it| named(it, &pattern)).collect();
    if roles.is_empty() {
        let message = format!("the account has no {pattern}: make the role, or correct its name");
        return vec![PlanProblem::Invariant(message)];
    }
    let wanted = match invariant.effect {
        Effect::Allow => "has to be allowed",
        Effect::Deny => "has to be denied",
    };
    roles
        .into_iter()
        .filter_map(|role| {
            let question = Question {
                account,
                role: role.name.clone(),
                action: action.clone(),
                resource: invariant.resource.as_ref().map(fill),
                context: invariant.context.iter().map(|(k, v)| (k.clone(), fill(v))).collect(),
                wanted: invariant.effect,
            };
            let why = verifier.ask(organization, &question).err()?;
            let on = question.resource.map(|it| format!(" on {it}")).unwrap_or_default();
            let action = action.as_str();
            let message = format!("{action}{on} {wanted} for role {}: {why}", role.name);
            Some(PlanProblem::Invariant(message))
        })
        .collect()
}

/// The role by which the management account comes into accounts it has made (O-15).
const ACCESS_ROLE: &str = "OrganizationAccountAccessRole";

/// Whether a pattern such as `role/*` or `role/app/Deploy` means a role. A pattern with a star does
/// not mean roles that services make for themselves, which no SCP binds (Z-12), nor the management
/// account's own way in, which guardrails commonly exempt: the latter has to be named.
fn named(role: &Role, pattern: &str) -> bool {
    let short = format!("role/{}", role.name);
    let full = format!("role{}{}", role.path, role.name);
    if pattern == short || pattern == full {
        return true;
    }
    let glob = Glob::new(pattern);
    !role.service_linked()
        && role.name.as_str() != ACCESS_ROLE
        && (glob.matches(&short) || glob.matches(&full))
}

#[cfg(test)]
mod tests {
    use super::named;
    use crate::{
        factory::testing,
        org::{IamPath, Role},
    };

    fn role(name: &str, path: &str) -> Role {
        let organization = testing::organization();
        let any = organization.roles().iter().next().unwrap();
        let path: IamPath = path.parse().unwrap();
        Role { name: name.parse().unwrap(), path, ..(**any).clone() }
    }

    #[test]
    fn patterns_mean_names_with_or_without_their_path() {
        let deploy = role("Deploy", "/app/");
        for pattern in ["role/Deploy", "role/app/Deploy", "role/app/*", "role/*", "role/De*"] {
            assert!(named(&deploy, pattern), "{pattern}");
        }
        assert!(!named(&deploy, "role/Deployer") && !named(&deploy, "role/x/*"));
    }

    #[test]
    fn a_pattern_does_not_mean_the_hands_of_aws_and_of_the_management_account() {
        let linked = role("AWSServiceRoleForConfig", "/aws-service-role/config.amazonaws.com/");
        assert!(!named(&linked, "role/*"));
        let access = role("OrganizationAccountAccessRole", "/");
        assert!(!named(&access, "role/*"));
        assert!(named(&access, "role/OrganizationAccountAccessRole"));
    }
}

//! Everyone whom a question was asked about, in the order of the list. There may be millions, so that
//! each takes no more than a few numbers: where it stands in the answers, and which name it has.

use std::ops::Range;
use std::sync::Arc;

use foldhash::HashMap;

use super::rows::Listed;
use crate::access::index::Answer;
use crate::access::principal::stood_for;
use crate::access::{Hinge, Principal, Verdict};
use crate::org::{DirectoryUserId, NodeId, Organization};
use crate::tui::job::Stop;

/// Everyone asked about: who may first, then who may on a condition; of both strangers first.
pub struct Holders {
    organization: Arc<Organization>,
    answers: Vec<Said>,
    names: Texts,
    accounts: Texts,
    seats: Vec<Seat>,
}

/// An answer, as it is told.
#[derive(Debug)]
struct Said {
    answer: Answer,
    verdict: Verdict,
    by: String,
}

/// One of them.
#[derive(Debug, Clone, Copy)]
struct Seat {
    answer: u32,
    whose: Whose,
    name: u32,
    account: u32,
}

/// Where a principal stands in an answer.
#[derive(Debug, Clone, Copy)]
enum Whose {
    Member { members: u32, place: u32 },
    Stranger(u32),
}

/// The verdicts, in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// May.
    Allowed,
    /// May on a condition.
    Conditional,
    /// May not.
    Denied,
}

/// Texts that many have in common, each once and in their order.
#[derive(Debug, Default)]
struct Texts(Vec<String>);

/// Texts that are numbered as they come.
#[derive(Default)]
struct Numbering {
    numbers: HashMap<String, u32>,
    of_users: HashMap<DirectoryUserId, u32>,
}

impl Holders {
    /// Those whom some answers are true of; nothing when it is stopped.
    pub fn new(
        organization: &Arc<Organization>,
        answers: Vec<Answer>,
        stop: &Stop,
    ) -> Option<Self> {
        let (mut names, mut accounts) = (Numbering::default(), Numbering::default());
        let mut seats = Vec::new();
        let mut account_of = |principal: Option<&Principal>| {
            let account = principal.and_then(Principal::account);
            let account = account.map(|id| organization.node_name(&NodeId::Account(id)));
            accounts.number(account.unwrap_or_default())
        };
        for (at, answer) in (0..).zip(&answers) {
            for (members, run) in (0..).zip(&answer.members) {
                if stop.asked() {
                    return None;
                }
                let account = account_of(run.get(0));
                let own = (0..).zip(run.iter()).filter(|(_, it)| !stood_for(organization, it));
                seats.extend(own.map(|(place, principal)| Seat {
                    answer: at,
                    whose: Whose::Member { members, place },
                    name: names.of(organization, principal),
                    account,
                }));
            }
            for (place, stranger) in (0..).zip(&answer.strangers) {
                let (whose, account) = (Whose::Stranger(place), account_of(Some(stranger)));
                let name = names.of(organization, stranger);
                seats.push(Seat { answer: at, whose, name, account });
            }
        }
        let (names, name_order) = names.sorted();
        let (accounts, account_order) = accounts.sorted();
        for seat in &mut seats {
            seat.name = name_order[seat.name as usize];
            seat.account = account_order[seat.account as usize];
        }
        let said = |answer: Answer| {
            let (verdict, by) = (answer.verdict(), by(&answer));
            Said { answer, verdict, by }
        };
        let answers: Vec<Said> = answers.into_iter().map(said).collect();
        seats.sort_by_key(|seat| (rank(&answers, seat), seat.name));
        Some(Self { organization: Arc::clone(organization), answers, names, accounts, seats })
    }

    fn said(&self, at: usize) -> &Said {
        &self.answers[self.seats[at].answer as usize]
    }

    /// The places of those who are listed.
    pub fn listed(&self, listed: Listed) -> Range<usize> {
        let before = |standing: Standing| {
            self.seats.partition_point(|seat| rank(&self.answers, seat).0 < standing)
        };
        let (conditional, denied) = (before(Standing::Conditional), before(Standing::Denied));
        match listed {
            Listed::May => 0..denied,
            Listed::Allowed => 0..conditional,
            Listed::Conditional => conditional..denied,
            Listed::Denied => denied..self.seats.len(),
            Listed::Everyone => 0..self.seats.len(),
        }
    }

    /// Where somebody comes by verdict.
    pub fn rank(&self, at: usize) -> (Standing, bool) {
        rank(&self.answers, &self.seats[at])
    }

    /// Who stands at a place.
    pub fn principal(&self, at: usize) -> Option<&Principal> {
        let answer = &self.said(at).answer;
        match self.seats[at].whose {
            Whose::Member { members, place } => {
                answer.members.get(members as usize)?.get(place as usize)
            }
            Whose::Stranger(place) => answer.strangers.get(place as usize),
        }
    }

    /// What people call it.
    pub fn name(&self, at: usize) -> &str {
        &self.names.0[self.seats[at].name as usize]
    }

    /// A number that sorts by name.
    pub fn by_name(&self, at: usize) -> u32 {
        self.seats[at].name
    }

    /// What people call its account; nothing where it has none.
    pub fn account(&self, at: usize) -> &str {
        &self.accounts.0[self.seats[at].account as usize]
    }

    /// A number that sorts by account.
    pub fn by_account(&self, at: usize) -> u32 {
        self.seats[at].account
    }

    /// Its ARN, or what stands for one.
    pub fn arn(&self, at: usize) -> Option<String> {
        Some(self.principal(at)?.arn(&self.organization))
    }

    /// What it may, its need of a key taken into account.
    pub fn verdict(&self, at: usize) -> Verdict {
        self.said(at).verdict
    }

    /// Why.
    pub fn by(&self, at: usize) -> &str {
        &self.said(at).by
    }
}

/// Where a seat comes in the list; of equals strangers come first.
fn rank(answers: &[Said], seat: &Seat) -> (Standing, bool) {
    let standing = match answers[seat.answer as usize].verdict {
        Verdict::Allowed => Standing::Allowed,
        Verdict::Conditional => Standing::Conditional,
        Verdict::ExplicitDeny | Verdict::ImplicitDeny => Standing::Denied,
    };
    (standing, matches!(seat.whose, Whose::Member { .. }))
}

impl Numbering {
    fn number(&mut self, text: String) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(text).or_insert(next)
    }

    /// The number of a principal's name.
    fn of(&mut self, organization: &Organization, principal: &Principal) -> u32 {
        let Principal::Assigned { user, .. } = principal else {
            return self.number(name(principal));
        };
        if let Some(known) = self.of_users.get(user) {
            return *known;
        }
        let known = organization.directory_users().get(user);
        let name = known.map_or_else(|| name(principal), |user| user.user_name.clone());
        let number = self.number(name);
        self.of_users.insert(user.clone(), number);
        number
    }

    /// The texts in their order, and of each number its place in that.
    fn sorted(self) -> (Texts, Vec<u32>) {
        let mut texts: Vec<(String, u32)> = self.numbers.into_iter().collect();
        texts.sort_unstable();
        let mut places = vec![0; texts.len()];
        for (place, (_, number)) in (0..).zip(&texts) {
            places[*number as usize] = place;
        }
        (Texts(texts.into_iter().map(|(text, _)| text).collect()), places)
    }
}

fn name(principal: &Principal) -> String {
    match principal {
        Principal::Assigned { user, .. } => user.to_string(),
        Principal::Root(_) => "root".to_owned(),
        Principal::User(_, name) | Principal::Role(_, name) => name.to_string(),
        Principal::Session(_, role, session) => format!("{role}/{session}"),
        Principal::Outsider(arn) => format!("outside: {arn}"),
        Principal::Service(name) => name.clone(),
        Principal::Federated(provider) => format!("vouched for by {provider}"),
        Principal::Anonymous => "anyone, not signed in".to_owned(),
    }
}

/// What the verdict hangs on, what is missing on the key, or the reason.
fn by(answer: &Answer) -> String {
    let key = answer.key.as_ref().filter(|need| need.ruling.verdict != Verdict::Allowed);
    if let Some(need) = key {
        return format!("{} on {}: {}", need.action, need.key, need.ruling.verdict.code());
    }
    if answer.ruling.verdict == Verdict::Conditional {
        let hinges: Vec<String> = answer.ruling.hinges.iter().map(Hinge::to_string).collect();
        return format!("if {}", hinges.join(", "));
    }
    answer.ruling.reason.to_string()
}

#[cfg(test)]
mod tests {
    use super::super::rows::Listing;
    use super::*;
    use crate::access::Index;
    use crate::org::sample;
    use crate::policy::Context;
    use crate::tui::widget::table::Row;

    #[test]
    fn everyone_is_there_once_in_order() {
        let role = |account, name| sample::role(account, name);
        let changes = [role(sample::SHOP, "zoe"), role(sample::BILLING, "app")]
            .map(|role| crate::org::Change::PutRole { role: Box::new(role) });
        let organization = changes
            .iter()
            .fold(sample::organization(), |known, change| sample::after(&known, change));
        let index = Index::new(&organization);
        let action = "s3:GetObject".parse().unwrap();
        let resource = "arn:aws:s3:::bucket/key";
        let answers = index.who_can(&action, resource, &Context::default()).answers;
        let mut expected: Vec<String> = answers
            .iter()
            .flat_map(|answer| answer.principals().chain(&answer.strangers))
            .filter(|principal| !stood_for(&organization, principal))
            .map(ToString::to_string)
            .collect();
        let organization = Arc::new(organization);
        let all = Arc::new(Holders::new(&organization, answers, &Stop::default()).unwrap());
        let rows = Listing::of(Arc::clone(&all), Listed::Everyone).rows;
        let ids: Vec<String> = rows.iter().map(|row| row.id().into_owned()).collect();
        for (row, id) in rows.iter().zip(&ids) {
            assert!(row.is(id) && !row.is(&format!("{id}x")) && !row.is(&id[1..]), "{id}");
        }
        let order = |at: usize| (all.rank(at), all.name(at));
        assert!((1..rows.len()).all(|at| order(at - 1) <= order(at)));
        let parts = [Listed::Allowed, Listed::Conditional, Listed::Denied].map(|it| all.listed(it));
        assert_eq!(parts.iter().map(ExactSizeIterator::len).sum::<usize>(), rows.len());
        assert!(parts[2].clone().all(|at| all.verdict(at).is_denied()));
        let mut found = ids;
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
        assert!(found.len() > 6);
    }
}

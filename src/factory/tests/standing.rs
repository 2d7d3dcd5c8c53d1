//! What the organization alone tells of accounts that templates make.

use super::*;

fn account(run: &Run, organization: &Organization) -> Arc<crate::org::Account> {
    Arc::clone(organization.accounts().get(&run.plan().account()).unwrap())
}

#[test]
fn an_account_is_under_way_until_its_quarantine_has_ended() {
    let (template, organization) = (template(), testing::organization());
    for commits in 1..=10 {
        let (run, after) = drive(started(&template, &organization), organization.clone(), commits);
        let found = standing(&account(&run, &after), Some(&template), &after);
        let wanted = if commits == 10 { Standing::Done } else { Standing::UnderWay };
        assert_eq!(found, Some(wanted), "after {commits}");
    }
}

#[test]
fn an_account_that_was_taken_back_says_so_and_one_without_template_nothing() {
    let (template, organization) = (template(), testing::organization());
    let (run, stopped) = drive(started(&template, &organization), organization.clone(), 4);
    let (run, after) = drive(run.compensate(), stopped, usize::MAX);
    let found = standing(&account(&run, &after), None, &after);
    assert_eq!(found, Some(Standing::TakenBack));
    let other = organization.account_named("pipeline").unwrap();
    assert_eq!(standing(other, Some(&template), &organization), None);
}

#[test]
fn an_account_remembers_what_was_asked_for() {
    let (template, organization) = (template(), testing::organization());
    let (run, after) = drive(started(&template, &organization), organization, 2);
    let vended = account(&run, &after).settings.vended.clone().unwrap();
    let again = request_of(&vended, &template, &after).unwrap();
    assert_eq!(&again, run.plan().request());

    let forgotten = crate::org::Vended { values: BTreeMap::new(), ..vended.clone() };
    assert_eq!(request_of(&forgotten, &template, &after), Err(CannotTakeUp::Forgotten));
    let newer = edited("version: 3", "version: 4");
    let refused = request_of(&vended, &newer, &after);
    assert_eq!(refused, Err(CannotTakeUp::OtherVersion { asked: 3, found: 4 }));
    let stricter = edited("values: [dev, prod], default: dev", "values: [prod]");
    assert!(matches!(request_of(&vended, &stricter, &after), Err(CannotTakeUp::Values(_))));
    let wider = edited("spec:", "  more: {type: string, default: x}\nspec:");
    assert_eq!(request_of(&vended, &wider, &after), Err(CannotTakeUp::OtherRequest));
}

//! Runs: stopped anywhere, taken up again, taken back.

use super::*;

#[test]
fn approval_is_asked_for_when_its_condition_holds() {
    let organization = testing::organization();
    let values = values(&[("app", "shop"), ("env", "prod")]);
    let request = check(&template(), &values, &organization).unwrap();
    let plan = plan(&request, &organization, REVISION, testing::now(), &Evaluator).ok().unwrap();
    let needed = plan.approval.clone().unwrap();
    assert_eq!((needed.count, needed.from.as_str()), (2, "security"));
    assert_eq!(needed.because.as_deref(), Some("env == prod"));
    let run = Run::start(plan, REVISION);
    assert_eq!(*run.stage(), Stage::Planned);
    assert!(matches!(run.next(&organization, &Evaluator), Next::Wait));
    let (run, _) = drive(run.approve("ana"), organization.clone(), 0);
    let Next::Commit(commit) = run.next(&organization, &Evaluator) else { panic!("no commit") };
    let message = &commit.changes().message;
    assert!(message.contains("confirmed by ana (asks for approval by 2 of security)"), "{message}");
}

#[test]
fn a_run_comes_to_what_was_planned_with_one_commit_a_step() {
    let organization = testing::organization();
    let run = started(&template(), &organization);
    let planned = run.plan().organization_after.clone();
    let busy = run.plan().steps.iter().filter(|step| !step.changes.changes.is_empty()).count();
    let (run, after) = drive(run, organization, usize::MAX);
    assert_eq!(*run.stage(), Stage::Active);
    assert!(after == planned);
    assert_eq!(run.progress().iter().filter(|(_, how)| *how == Progress::Done).count(), 14);
    assert_eq!(run.progress().len(), 14);
    assert_eq!(busy, 10);
}

#[test]
fn stopped_after_any_step_it_is_taken_up_where_it_was_left() {
    let organization = testing::organization();
    let template = template();
    let request = request(&template, &organization);
    let (_, uninterrupted) = drive(started(&template, &organization), organization.clone(), 99);
    for commits in 0..=10 {
        let (_, stopped) = drive(started(&template, &organization), organization.clone(), commits);
        let again = resume(&request, &stopped, 99, testing::now(), &Evaluator).ok().unwrap();
        assert!((*again.stage() == Stage::Active) == (commits == 10), "{:?}", again.stage());
        let (run, after) = drive(again, stopped, usize::MAX);
        assert_eq!(*run.stage(), Stage::Active, "after {commits}");
        assert!(after == uninterrupted, "after {commits}");
        assert_eq!(after.accounts().len(), organization.accounts().len() + 1);
    }
}

#[test]
fn asked_again_when_all_is_done_it_does_nothing() {
    let organization = testing::organization();
    let (_, after) = drive(started(&template(), &organization), organization.clone(), 99);
    let again = planned(&template(), &after).unwrap();
    assert!(again.is_done(), "{:?}", again.changes());
}

#[test]
fn taken_back_after_any_step_it_leaves_a_parked_account_and_nothing_else() {
    let organization = testing::organization();
    for commits in 0..=9 {
        let (run, stopped) =
            drive(started(&template(), &organization), organization.clone(), commits);
        let account = run.plan().account();
        let (run, after) = drive(run.compensate(), stopped, usize::MAX);
        assert_eq!(*run.stage(), Stage::RolledBack);
        if commits == 0 {
            assert!(after == organization);
            continue;
        }
        let parked = after.accounts().get(&account).unwrap();
        assert_eq!(parked.state, AccountState::Suspended);
        assert_eq!(after.display_path(&NodeId::Account(account)), "/Parked/shop-dev");
        let stop = "p-quarantine1".parse().unwrap();
        assert!(after.attached(&NodeId::Account(account)).contains(&stop));
        assert_eq!(after.assignments_in(account).count(), 0, "after {commits}");
        assert_eq!(after.roles_in(account).count(), 1, "only the way in of O-15 is left");
        assert_eq!(after.managed_in(account).count(), 0);
    }
}

#[test]
fn what_was_taken_back_can_be_asked_for_again_and_is_the_same_account() {
    let organization = testing::organization();
    let (run, stopped) = drive(started(&template(), &organization), organization.clone(), 5);
    let account = run.plan().account();
    let (_, parked) = drive(run.compensate(), stopped, usize::MAX);
    let request = request(&template(), &parked);
    let resumed = resume(&request, &parked, 1, testing::now(), &Evaluator).ok().unwrap();
    assert_eq!(*resumed.stage(), Stage::RolledBack);
    let (run, after) = drive(started(&template(), &parked), parked, usize::MAX);
    assert_eq!((run.stage(), run.plan().account()), (&Stage::Active, account));
    let revived = after.accounts().get(&account).unwrap();
    assert_eq!(revived.state, AccountState::Active);
    assert_eq!(after.display_path(&NodeId::Account(account)), "/Workloads/NonProd/shop-dev");
}

#[test]
fn another_process_takes_back_with_what_the_journal_has_recorded() {
    let organization = testing::organization();
    let mut journal: Vec<(String, Vec<Undo>)> = Vec::new();
    let mut run = started(&template(), &organization);
    let mut current = organization.clone();
    while journal.len() < 6 {
        match run.next(&current, &Evaluator) {
            Next::Became(next) => run = *next,
            Next::Commit(next) => {
                let applied = current.apply_set(next.changes()).unwrap();
                journal.push((next.changes().message.clone(), applied.undo));
                current = applied.organization;
                run = run.committed(next);
            }
            Next::Wait | Next::Over => panic!("too early"),
        }
    }
    let request = request(&template(), &organization);
    let recorded = journal.into_iter().filter_map(|(message, undo)| {
        let mark = Mark::read(&message).filter(|mark| mark.request == request.key().as_str())?;
        Some(Recorded { step: mark.step, undo })
    });
    let resumed = resume(&request, &current, 1, testing::now(), &Evaluator).ok().unwrap();
    let resumed = resumed.with_recorded(recorded.collect());
    let account = resumed.plan().account();
    let (run, after) = drive(resumed.compensate(), current, usize::MAX);
    assert_eq!(*run.stage(), Stage::RolledBack);
    assert_eq!((after.roles_in(account).count(), after.managed_in(account).count()), (1, 0));
}

#[test]
fn a_plan_for_another_revision_is_stale() {
    let organization = testing::organization();
    let plan = planned(&template(), &organization).unwrap();
    let run = Run::start(plan, REVISION + 1);
    assert_eq!(*run.stage(), Stage::Stale { planned: REVISION, found: REVISION + 1 });
    assert!(matches!(run.next(&organization, &Evaluator), Next::Over));
}

#[test]
fn what_fails_can_be_tried_again() {
    let organization = testing::organization();
    let (run, current) = drive(started(&template(), &organization), organization, 3);
    let run = run.failed("the disk is full");
    assert!(matches!(run.stage(), Stage::Failed { why, .. } if why == "the disk is full"));
    assert!(matches!(run.next(&current, &Evaluator), Next::Wait));
    let (run, _) = drive(run.go_on(), current, usize::MAX);
    assert_eq!(*run.stage(), Stage::Active);
}

#[test]
fn what_cannot_be_taken_back_is_for_an_operator() {
    let organization = testing::organization();
    let (run, current) = drive(started(&template(), &organization), organization, 6);
    let account = run.plan().account();
    let role = current.roles().get(&(account, "Deploy".parse().unwrap())).unwrap();
    let role = Box::new(crate::org::Role { max_session: 3600, ..(**role).clone() });
    let change = Change::DeleteRole { account, name: role.name.clone() };
    let set = ChangeSet { message: String::new(), changes: vec![change] };
    let current = current.apply_set(&set).unwrap().organization;
    let (run, _) = drive(run.compensate(), current, usize::MAX);
    assert!(matches!(run.stage(), Stage::NeedsOperator { .. }), "{:?}", run.stage());
}

#[test]
fn without_quarantine_and_parking_the_plan_says_what_that_means() {
    let bare = TEMPLATE.replace("  quarantine: Stop\n", "").replace(", parking: /Parked", "");
    let template = Arc::new(Template::read("workload.yaml", &bare).unwrap());
    let organization = testing::organization();
    assert_eq!(planned(&template, &organization).unwrap().warnings.len(), 2);
    let (run, current) = drive(started(&template, &organization), organization, 2);
    let account = run.plan().account();
    let (run, after) = drive(run.compensate(), current, usize::MAX);
    assert_eq!(*run.stage(), Stage::RolledBack);
    let parked = after.accounts().get(&account).unwrap();
    assert_eq!(parked.state, AccountState::Suspended);
    assert!(matches!(parked.parent, ParentId::Root(_)));
}

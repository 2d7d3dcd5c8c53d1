//! The Factory screen on the demo's organization: form, plan, making, failure, taking back.

use std::sync::{Arc, LazyLock};

use super::{sample, text};
use crate::exchange::{demo, native};
use crate::org::{AccountState, Change, ChangeSet, Organization};
use crate::tui::effect::{Commit, Effect, Message};
use crate::tui::headless::Headless;
use crate::tui::state::Settings;
use crate::tui::theme::Depth;
use crate::tui::world::{Mode, World};
use crate::workspace::Library;

/// Keys to the plan of a workload account.
pub const PLAN: &str = r#"4 j j enter "parcel" tab tab tab "booking" enter"#;
/// Keys to its making.
pub const MAKING: &str =
    r#"4 j j enter "parcel" tab tab tab "booking" enter tab enter "parcel-dev" enter"#;

static DEMO: LazyLock<Organization> =
    LazyLock::new(|| native::read(&demo::files()).unwrap().organization);

fn world(mode: Mode) -> World {
    let organization = DEMO.clone();
    let now = organization.foundation().clock.unwrap();
    World {
        library: Arc::new(Library::embedded()),
        now,
        store: "demo".to_owned(),
        ..sample::founded(organization, mode)
    }
}

/// A console and the store behind it.
pub struct Desk {
    pub console: Headless,
    world: World,
    answered: usize,
}

impl Desk {
    /// A console on the demo.
    pub fn new(size: (u16, u16)) -> Self {
        Self::on(world(Mode::Writable), size)
    }

    fn on(world: World, size: (u16, u16)) -> Self {
        let console = Headless::new(world.clone(), Settings::new(Depth::None), size);
        Self { console, world, answered: 0 }
    }

    pub fn press(&mut self, keys: &str) {
        self.console.press(keys).unwrap();
    }

    /// Makes what the console asks for, at most so many times; tells how many times.
    pub fn serve(&mut self, most: usize) -> usize {
        let mut served = 0;
        while served < most
            && let Some(commit) = self.next()
        {
            served += 1;
            let made = sample::commit(&self.world, &commit);
            if let Ok(world) = &made {
                self.world = world.clone();
            }
            self.console.send(Message::Committed(made));
        }
        served
    }

    /// Refuses what the console asks for.
    fn refuse(&mut self, why: &str) {
        self.next().expect("nothing is asked for");
        self.console.send(Message::Committed(Err(why.to_owned())));
    }

    /// Changes the store behind the console's back.
    fn change(&mut self, change: Change) {
        let set = ChangeSet { message: "Something else".to_owned(), changes: vec![change] };
        self.world = sample::commit(&self.world, &Commit::Apply(set)).unwrap();
        self.console.send(Message::Committed(Ok(self.world.clone())));
    }

    fn next(&mut self) -> Option<Commit> {
        let mut commits = self.console.effects().iter().filter_map(|effect| match effect {
            Effect::Commit(_, commit) => Some(commit),
            _ => None,
        });
        let next = commits.nth(self.answered).cloned();
        self.answered += usize::from(next.is_some());
        next
    }

    fn text(&self) -> String {
        text(&self.console)
    }

    fn has(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    fn account(&self) -> Arc<crate::org::Account> {
        Arc::clone(self.world.organization.account_named("parcel-dev").unwrap())
    }
}

fn screen(size: (u16, u16), keys: &str) -> String {
    let mut desk = Desk::new(size);
    desk.press(keys);
    desk.text()
}

fn resized(desk: &mut Desk, size: (u16, u16)) -> String {
    desk.console.resize(size);
    desk.text()
}

#[test]
fn templates_are_listed_with_what_they_ask_for() {
    let mut desk = Desk::new((80, 24));
    desk.press("4 j j");
    insta::assert_snapshot!("templates_80x24", desk.text());
    insta::assert_snapshot!("templates_200x60", resized(&mut desk, (200, 60)));
    insta::assert_snapshot!("templates_40x10", resized(&mut desk, (40, 10)));
}

#[test]
fn a_broken_template_tells_its_errors_and_does_not_hide_the_others() {
    let broken = "kind: AccountTemplate\nmetadata: {name: broken, version: one}\nspec:\n  \
                  ou: Prod\n  account: {name: \"${app}\"}\n";
    let files = demo::files();
    let good = files.get("templates/sandbox.yaml").unwrap();
    let texts = [("templates/broken.yaml", broken), ("templates/sandbox.yaml", good)];
    let library = Arc::new(Library::of_texts(texts));
    let mut desk = Desk::on(World { library, ..world(Mode::Writable) }, (80, 24));
    desk.press("4 j");
    insta::assert_snapshot!(desk.text());
    assert!(desk.has("sandbox"));
}

#[test]
fn the_form_shows_defaults_as_they_follow_from_what_is_typed() {
    let mut desk = Desk::new((80, 24));
    desk.press(r#"4 j j enter "parcel" tab right"#);
    assert!(desk.has("aws+parcel-test@kestrel.example"), "{}", desk.text());
    desk.press(r#"tab tab "boo""#);
    insta::assert_snapshot!(desk.text());
    desk.press("right");
    assert!(desk.has("owner   booking"), "{}", desk.text());
}

#[test]
fn the_form_tells_all_errors_at_once_as_one_types() {
    let mut desk = Desk::new((80, 24));
    desk.press(r#"4 j j enter "Parcel!" tab tab "root@kestrel" tab "bookng" tab "5" tab tab "x""#);
    desk.press("shift-tab shift-tab shift-tab");
    insta::assert_snapshot!("form_errors_80x24", desk.text());
    insta::assert_snapshot!("form_errors_40x10", resized(&mut desk, (40, 10)));
    insta::assert_snapshot!("form_errors_200x60", resized(&mut desk, (200, 60)));
}

#[test]
fn what_is_missing_is_told_when_one_wants_to_go_on() {
    let mut desk = Desk::new((80, 24));
    desk.press("4 j j enter");
    assert!(!desk.has("missing") && desk.has("needed: The product"));
    desk.press("tab enter");
    assert!(desk.has("a value is missing: give a string"));
    assert!(desk.has("a value is missing: give a group"));
    desk.press(r#""x""#);
    assert!(desk.has("`x` does not match"), "the first problem has the keys");
}

#[test]
fn pasted_text_and_letters_go_into_the_form_and_not_to_commands() {
    let mut desk = Desk::new((80, 24));
    desk.press(r#"4 j j enter "q12u" backspace"#);
    desk.console.send(Message::Paste("z".to_owned()));
    assert!(desk.has("q12z") && desk.has("New account"), "{}", desk.text());
    desk.press("f2");
    assert!(desk.has("› Principals"), "{}", desk.text());
}

#[test]
fn a_plan_tells_every_change_and_what_is_proven() {
    let mut desk = Desk::new((80, 24));
    desk.press(PLAN);
    insta::assert_snapshot!("plan_80x24", desk.text());
    insta::assert_snapshot!("plan_200x60", resized(&mut desk, (200, 60)));
    insta::assert_snapshot!("plan_40x10", resized(&mut desk, (40, 10)));
    desk.console.resize((80, 24));
    desk.press("G");
    insta::assert_snapshot!("plan_end_80x24", desk.text());
}

#[test]
fn approval_and_warnings_stand_above_the_changes() {
    let plan = screen((80, 24), r#"4 j j enter "parcel" tab right right tab tab "booking" enter"#);
    assert!(plan.contains("It needs the approval of 1 of security, since env == prod"), "{plan}");
}

#[test]
fn a_plan_that_cannot_be_tells_why_and_back_keeps_the_form() {
    let mut desk = Desk::new((80, 24));
    desk.press(r#"4 j j enter "parcel" tab tab tab "booking" tab tab "ReadOnlyAccess" enter"#);
    insta::assert_snapshot!(desk.text());
    desk.press("esc");
    assert!(desk.has("app     parcel") && desk.has("deploy  ReadOnlyAccess"), "{}", desk.text());
}

#[test]
fn nothing_is_made_before_the_name_is_typed() {
    let mut desk = Desk::new((80, 24));
    desk.press(PLAN);
    desk.press("enter");
    assert!(desk.has("New account"), "Back is focused at first: {}", desk.text());
    desk.press(r#"enter tab enter "parcel" enter"#);
    assert!(desk.has("Type parcel-dev to make it: parcel"));
    assert_eq!(desk.serve(99), 0);
    desk.press("esc");
    assert!(desk.has("[ Apply ]"));
}

#[test]
fn an_account_is_made_step_by_step_and_then_shown() {
    let mut desk = Desk::new((80, 24));
    desk.press(MAKING);
    desk.serve(3);
    insta::assert_snapshot!("making_80x24", desk.text());
    insta::assert_snapshot!("making_40x10", resized(&mut desk, (40, 10)));
    desk.console.resize((80, 24));
    assert_eq!(desk.serve(99), 6);
    insta::assert_snapshot!("made_80x24", desk.text());
    insta::assert_snapshot!("made_200x60", resized(&mut desk, (200, 60)));
    desk.console.resize((80, 24));
    desk.press("enter");
    assert!(desk.has("Organization › parcel-dev"), "{}", desk.text());
    desk.press(r#"4 / "parcel" enter"#);
    assert!(desk.has("✓ done"), "{}", desk.text());
}

#[test]
fn a_failed_step_is_told_and_tried_again() {
    let mut desk = Desk::new((80, 24));
    desk.press(MAKING);
    desk.serve(3);
    desk.refuse("the disk is full");
    insta::assert_snapshot!("failed_80x24", desk.text());
    insta::assert_snapshot!("failed_40x10", resized(&mut desk, (40, 10)));
    desk.console.resize((80, 24));
    desk.press("enter");
    desk.serve(99);
    assert!(desk.has("is in use at /Workloads/NonProd/parcel-dev"), "{}", desk.text());
}

#[test]
fn a_failed_making_is_taken_back_when_asked_twice() {
    let mut desk = Desk::new((80, 24));
    desk.press(MAKING);
    desk.serve(4);
    desk.refuse("the disk is full");
    desk.press("tab enter");
    assert!(desk.has("[ Keep it ]"));
    assert_eq!(desk.serve(99), 0);
    desk.press("tab enter");
    desk.serve(99);
    insta::assert_snapshot!(desk.text());
    assert_eq!(desk.account().state, AccountState::Suspended);
}

#[test]
fn what_was_left_is_found_again_and_resumed() {
    let mut desk = Desk::new((80, 24));
    desk.press(MAKING);
    desk.serve(4);
    desk.press("2");
    assert_eq!(desk.serve(99), 1, "the step under way comes to its end, and no other begins");
    desk.press(r#"4 / "parcel" enter"#);
    insta::assert_snapshot!("interrupted_80x24", desk.text());
    desk.press("enter");
    insta::assert_snapshot!("what_is_left_80x24", desk.text());
    desk.press("tab enter");
    desk.serve(99);
    assert!(desk.has("14/14") && desk.has("parcel-dev (234796060209) is"), "{}", desk.text());
}

#[test]
fn what_was_left_is_taken_back_by_what_the_journal_has_recorded() {
    let mut desk = Desk::new((80, 24));
    desk.press(MAKING);
    desk.serve(6);
    let account = desk.account().id;
    let roles = |desk: &Desk| desk.world.organization.roles_in(account).count();
    assert!(roles(&desk) > 1);
    desk.press("2");
    desk.serve(99);
    desk.press(r#"4 / "parcel" enter enter tab tab enter"#);
    desk.serve(99);
    assert!(desk.has("Taken back."), "{}", desk.text());
    assert_eq!((desk.account().state, roles(&desk)), (AccountState::Suspended, 1));
    desk.press("tab enter");
    assert!(desk.has("taken back"), "{}", desk.text());
}

#[test]
fn a_plan_is_made_again_when_the_organization_moves() {
    let mut desk = Desk::new((80, 24));
    desk.press(PLAN);
    let node = desk.world.organization.unit_at("/Sandbox").unwrap().into();
    let tags = [("owner", "somebody")].into_iter().collect();
    desk.change(Change::SetNodeTags { node, tags });
    assert!(desk.has("went from revision 1 to 2: planned again"), "{}", desk.text());
    assert!(desk.has("on revision 2"));
}

#[test]
fn read_only_shows_plans_and_makes_nothing() {
    let mut desk = Desk::on(world(Mode::ReadOnly), (80, 24));
    desk.press(PLAN);
    assert!(desk.has("[ Apply ]"));
    desk.press("tab enter");
    assert!(desk.has("Read-only: open the store for writing"), "{}", desk.text());
    assert_eq!(desk.serve(99), 0);
}

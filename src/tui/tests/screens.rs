//! Each screen as it looks, on several sizes.

use super::{console, sample, screen, settle, text};
use crate::exchange::generate::{Size, generate};
use crate::tui::effect::{Effect, Message};
use crate::tui::headless::Headless;
use crate::tui::job::Slot;
use crate::tui::state::Settings;
use crate::tui::theme::Depth;
use crate::tui::world::{Extent, Mode, World};

#[test]
fn organization_at_80_by_24() {
    insta::assert_snapshot!(screen((80, 24), "j j j"));
}

#[test]
fn organization_policies_say_where_they_come_from() {
    insta::assert_snapshot!(screen((100, 20), r#"/ "bookprod" enter }"#));
}

#[test]
fn organization_at_200_by_60_tells_all_of_an_account() {
    insta::assert_snapshot!(screen((200, 60), r#"/ "bookprod" enter"#));
}

#[test]
fn identities_show_what_their_credentials_call_for() {
    insta::assert_snapshot!(screen((100, 20), r#"/ "bookprod" enter } }"#));
}

#[test]
fn the_access_of_a_unit_is_summed_by_person() {
    insta::assert_snapshot!(screen((120, 20), "j j } } } tab"));
}

#[test]
fn accounts_of_a_unit_lead_to_themselves() {
    insta::assert_snapshot!(screen((100, 20), "j j } } tab"));
    assert!(screen((100, 20), "j j } } enter j j enter").contains("› booking-prod"));
}

#[test]
fn activity_comes_newest_first() {
    insta::assert_snapshot!(screen((100, 20), r#"/ "bookprod" enter { tab"#));
}

#[test]
fn accounts_are_moved_by_way_of_a_preview() {
    let keys = r#"/ "bookdev" enter a m"#;
    insta::assert_snapshot!(screen((80, 24), &format!(r#"{keys} "prod""#)));
    let mut console = console((80, 24), &format!(r#"{keys} "prod" enter"#));
    insta::assert_snapshot!(text(&console));
    console.press("tab enter").unwrap();
    settle(&mut console);
    assert!(text(&console).contains("/Workloads/Prod/booking-dev"), "{}", text(&console));
}

#[test]
fn units_are_made_renamed_and_deleted() {
    let made = screen((80, 24), r#"a n "Lab" enter"#);
    assert!(made.contains("make the unit Lab in /"), "{made}");
    let renamed = screen((80, 24), r#"j j a r ctrl-u "Work" enter"#);
    assert!(renamed.contains("rename the unit /Workloads to"), "{renamed}");
    let refused = screen((80, 24), "j j a x");
    assert!(refused.contains("This cannot be done; nothing was changed."), "{refused}");
}

#[test]
fn policies_are_attached_and_detached() {
    let attached = screen((80, 24), r#"j j a a "quar" enter"#);
    assert!(attached.contains("attach Quarantine to /Workloads"), "{attached}");
    let detached = screen((80, 24), "a d enter");
    assert!(detached.contains("detach DenyLeave from /"), "{detached}");
}

#[test]
fn closing_an_account_asks_for_its_name_and_says_what_remains() {
    insta::assert_snapshot!(screen((80, 24), r#"/ "bookdev" enter a c"#));
}

#[test]
fn organization_at_40_by_10() {
    insta::assert_snapshot!(screen((40, 10), ""));
}

#[test]
fn principals_at_80_by_24() {
    insta::assert_snapshot!(screen((80, 24), "2 j space"));
}

#[test]
fn principals_at_40_by_10() {
    insta::assert_snapshot!(screen((40, 10), "2"));
}

#[test]
fn policies_at_200_by_60() {
    insta::assert_snapshot!(screen((200, 60), "5"));
}

#[test]
fn policies_at_40_by_10_show_the_document_when_entered() {
    insta::assert_snapshot!(screen((40, 10), "5 enter"));
}

#[test]
fn too_small_says_what_it_needs() {
    assert_eq!(screen((10, 2), "").lines().next(), Some("needs 24x6"));
}

#[test]
fn permissions_without_a_principal_say_what_to_do() {
    insta::assert_snapshot!(screen((80, 24), "3"));
}

#[test]
fn permissions_show_the_deciding_statement_at_200_by_60() {
    insta::assert_snapshot!(screen(
        (200, 60),
        r#"2 / "breakglass" enter enter / "organizations" enter tab G"#
    ));
}

#[test]
fn permissions_at_80_by_24() {
    insta::assert_snapshot!(screen(
        (80, 24),
        r#"2 / "breakglass" enter enter / "s3" enter tab tab"#
    ));
}

#[test]
fn permissions_follow_a_context_value() {
    insta::assert_snapshot!(screen(
        (140, 24),
        r#"2 / "breakglass" enter enter / "sqs" enter c "aws:SourceIp=203.0.113.7" enter tab"#
    ));
}

#[test]
fn permissions_decide_one_resource() {
    insta::assert_snapshot!(screen(
        (140, 30),
        r#"2 / "breakglass" enter enter / "s3" enter tab / "GetObject" enter r ctrl-u "arn:aws:s3:::logs/x" enter"#
    ));
}

#[test]
fn permissions_at_40_by_10() {
    insta::assert_snapshot!(screen((40, 10), r#"2 / "breakglass" enter enter"#));
}

#[test]
fn policies_at_80_by_24_show_faults_at_their_lines() {
    insta::assert_snapshot!(screen((80, 24), r#"5 / "quar" enter"#));
}

#[test]
fn policies_of_accounts_tell_who_carries_them() {
    insta::assert_snapshot!(screen((100, 24), r#"5 / "deploybase" enter"#));
}

const WEAK: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Deny",
      "Action": ["s3:Get*", "s3:GetObject"],
      "Resource": "*",
      "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
    }
  ]
}"#;

/// The screen with a policy whose text has been edited into one that lint has something to say of.
fn weak_policy(size: (u16, u16)) -> String {
    let mut console = console(size, r#"5 / "quar" enter"#);
    console.send(Message::Edited(Ok(Some(WEAK.into()))));
    console.press("esc tab").unwrap();
    text(&console)
}

#[test]
fn policies_at_80_by_24_show_what_lint_finds() {
    insta::assert_snapshot!(weak_policy((80, 24)));
}

#[test]
fn policies_at_200_by_60_show_what_lint_finds() {
    insta::assert_snapshot!(weak_policy((200, 60)));
}

const EDITED: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#;

#[test]
fn an_edited_policy_is_proposed_and_settled_by_the_commit() {
    let mut console = console((80, 24), r#"5 / "quar" enter"#);
    console.send(Message::Edited(Ok(Some(EDITED.into()))));
    assert!(text(&console).contains("edit the policy Quarantine"), "{}", text(&console));
    console.press("esc").unwrap();
    assert!(text(&console).contains("draft 1"), "nothing is lost by cancelling");
    console.press("a p tab enter").unwrap();
    settle(&mut console);
    let after = text(&console);
    assert!(!after.contains("draft 1") && !after.contains("not committed"), "{after}");
    assert!(after.contains("Committed: revision 4"), "{after}");
}

#[test]
fn an_edited_policy_with_faults_is_kept_and_told_where_they_are() {
    let mut console = console((80, 24), r#"5 / "quar" enter"#);
    console.send(Message::Edited(Ok(Some(EDITED.replace("Effect", "Efect")))));
    insta::assert_snapshot!(text(&console));
    console.press("1 5 e").unwrap();
    let reopened = console
        .effects()
        .iter()
        .any(|effect| matches!(effect, Effect::Edit { text, .. } if text.contains("Efect")));
    assert!(!reopened, "another policy is selected after leaving");
    console.press(r#"/ "quar" enter e"#).unwrap();
    let reopened = console
        .effects()
        .iter()
        .any(|effect| matches!(effect, Effect::Edit { text, .. } if text.contains("Efect")));
    assert!(reopened, "the edited text is opened again");
    console.press("a x").unwrap();
    assert!(!text(&console).contains("draft 1"));
}

#[test]
fn documents_elsewhere_are_only_read() {
    let mut console = console((80, 24), "");
    console.send(Message::Edited(Ok(Some(EDITED.into()))));
    assert!(text(&console).contains("Nothing was changed"));
}

#[test]
fn journal_at_80_by_24() {
    insta::assert_snapshot!(screen((80, 24), "6"));
}

#[test]
fn journal_at_200_by_60_tells_all_of_an_entry() {
    insta::assert_snapshot!(screen((200, 60), "6 j"));
}

#[test]
fn journal_at_40_by_10() {
    insta::assert_snapshot!(screen((40, 10), "6"));
}

#[test]
fn the_selected_entry_is_undone() {
    let mut console = console((80, 24), "6 j u");
    assert!(text(&console).contains("Undo: Name the owner"), "{}", text(&console));
    console.press("enter").unwrap();
    settle(&mut console);
    let after = text(&console);
    assert!(after.contains("undone by 4") && after.contains("undid 2"), "{after}");
    console.press("G u").unwrap();
    assert!(text(&console).contains("how the store began"));
}

#[test]
fn who_can_asks_about_everyone_strangers_included() {
    let asked = r#"7 a "sqs:SendMessage arn:aws:sqs:eu-west-1:333333333333:jobs" enter"#;
    insta::assert_snapshot!("who_can_at_200_by_60", screen((200, 60), asked));
    insta::assert_snapshot!("who_can_at_80_by_24", screen((80, 24), asked));
    insta::assert_snapshot!("who_can_at_40_by_10", screen((40, 10), asked));
}

#[test]
fn who_can_says_what_to_ask_and_what_is_wrong_with_a_question() {
    assert!(screen((80, 24), "7").contains("nothing is asked yet"));
    let wrong = screen((80, 24), r#"7 enter "s3:GetObject bucket" enter"#);
    assert!(wrong.contains("bucket") && wrong.contains("arn:"), "{wrong}");
}

#[test]
fn a_question_that_cannot_be_asked_leaves_the_one_before_with_its_answers() {
    let asked = r#"7 a "sqs:SendMessage arn:aws:sqs:eu-west-1:333333333333:jobs" enter"#;
    let then = format!(r#"{asked} a ctrl-u "s3:GetObject arn:aws:s3:::nowhere/x" enter"#);
    let shown = screen((120, 30), &then);
    assert!(shown.contains("whose policies"), "{shown}");
    assert!(
        shown.contains("sqs:SendMessage on ") && !shown.contains("s3:GetObject on "),
        "{shown}"
    );
    assert!(shown.contains("BreakGlass"), "{shown}");
}

#[test]
fn who_else_goes_from_a_permission_to_everyone_who_has_it() {
    let keys = r#"2 / "etl" enter enter / "sqs:SendM" enter tab w"#;
    assert!(screen((120, 30), keys).contains("sqs:SendMessage on *"));
}

#[test]
fn roles_are_assumed_step_by_step_and_given_up_again() {
    let to = r#"2 / "BreakGlass" enter enter A "deploy" enter"#;
    insta::assert_snapshot!("act_as_at_120_by_30", screen((120, 30), to));
    let mut console = console((120, 30), to);
    console.press("B B").unwrap();
    assert!(text(&console).contains("No role has been assumed"));
}

#[test]
fn where_nothing_allows_it_what_is_allowed_instead_comes_first() {
    let keys = r#"2 / "breakglass" enter enter / "dynamodb:GetItem" enter tab"#;
    let shown = screen((200, 40), keys);
    assert!(shown.contains("▸ ✗ everything · statement 1"), "{shown}");
    assert!(shown.contains("allows other things, and not this"), "{shown}");
}

#[test]
fn compare_tells_what_two_policies_differ_in() {
    let asked = r#"8 a "DenyLeave RequireBoundary" enter"#;
    let mut console = console((200, 60), asked);
    for (name, size) in [
        ("compare_at_200_by_60", (200, 60)),
        ("compare_at_80_by_24", (80, 24)),
        ("compare_at_40_by_10", (40, 10)),
    ] {
        console.resize(size);
        insta::assert_snapshot!(name, text(&console));
    }
    console.resize((80, 24));
    console.press("v v enter").unwrap();
    insta::assert_snapshot!("compare_lost_after", text(&console));
    console.press("t").unwrap();
    insta::assert_snapshot!("compare_lost_before", text(&console));
}

#[test]
fn compare_says_what_to_ask_and_what_is_wrong_with_a_question() {
    assert!(screen((80, 24), "8").contains("nothing is compared yet"));
    assert!(screen((80, 24), r#"8 enter "alone" enter"#).contains("Write two principals"));
    let nobody = screen((80, 24), r#"8 enter "nobody/here anonymous" enter"#);
    assert!(nobody.contains("nobody"), "{nobody}");
    let same = screen((80, 24), r#"8 a "anonymous anonymous" enter"#);
    assert!(same.contains("nothing changes for any request"), "{same}");
}

#[test]
fn marked_rows_drafts_and_entries_are_compared() {
    let marked = screen((100, 20), r#"2 / "booking-prod" enter space space ="#);
    assert!(marked.contains("→"), "{marked}");
    assert!(screen((100, 20), "2 =").contains("Mark two rows"));
    let entry = screen((100, 20), "6 =");
    assert!(entry.contains("before and after entry 3"), "{entry}");
    let mut console = console((100, 20), r#"5 / "boundary" enter"#);
    console
        .send(Message::Edited(Ok(Some(r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned()))));
    console.press("esc =").unwrap();
    assert!(text(&console).contains("RequireBoundary, as edited"), "{}", text(&console));
}

#[test]
fn a_preview_tells_who_gains_what_and_leads_to_the_comparison() {
    let world = sample::world(Mode::Writable);
    let mut console = Headless::new(world, Settings::new(Depth::None), (80, 24));
    console.press(r#"a d "leave" enter"#).unwrap();
    insta::assert_snapshot!("preview_with_impact_at_80_by_24", text(&console));
    console.press("i").unwrap();
    let compared = text(&console);
    assert!(compared.contains("› Compare") && compared.contains("2 gained"), "{compared}");
    assert!(compared.contains("organizations:Lea"), "{compared}");
}

#[test]
fn while_the_store_is_loaded_the_tree_is_there_and_the_rest_follows() {
    let whole = sample::world(Mode::Writable);
    let partly = World { extent: Extent::Tree { done: 1, of: 4 }, ..whole.clone() };
    let mut console = Headless::new(partly, Settings::new(Depth::None), (80, 24));
    assert!(matches!(console.effects(), [Effect::Load]));
    let tree = text(&console);
    assert!(tree.contains("loading … 25 %") && tree.contains("Workloads"), "{tree}");
    console.press("a n").unwrap();
    assert!(text(&console).contains("Still loading"), "{}", text(&console));
    console.press("2").unwrap();
    console.send(Message::Loading(2, 4));
    insta::assert_snapshot!("loading_at_80_by_24", text(&console));
    console.send(Message::Loaded(Ok((whole, None))));
    let loaded = text(&console);
    assert!(loaded.contains("BreakGlass") && !loaded.contains("loading …"), "{loaded}");
    console.press("q").unwrap();
    assert!(matches!(console.effects().last(), Some(Effect::Quit)));
}

#[test]
fn a_store_that_turns_out_to_be_broken_ends_the_console_and_says_why() {
    let mut console = console((80, 24), "");
    console.send(Message::Loaded(Err("it is damaged".to_owned())));
    assert!(matches!(console.effects().last(), Some(Effect::Fail(why)) if why == "it is damaged"));
}

#[test]
fn many_principals_are_listed_in_the_background() {
    let many = generate(Size::S, 1).unwrap();
    let world = sample::founded(many, Mode::ReadOnly);
    let console = |slot, keys: &str| {
        let headless = Headless::new(world.clone(), Settings::new(Depth::None), (80, 24));
        let mut headless = headless.leaving(slot);
        headless.press(keys).unwrap();
        text(&headless)
    };
    let waiting = console(Slot::Gather, "2");
    assert!(waiting.contains("listing everyone"), "{waiting}");
    let listed = console(Slot::Impact, r#"2 / "legacy" enter"#);
    assert!(listed.contains("legacy-0") && listed.contains("/legacy"), "{listed}");
}

//! The table of commands: what the console can do, where, by which keys and at what risk.
//!
//! Palette, contextual help, hint bar, key reference and man page are all made from [`COMMANDS`].

use std::fmt::Write as _;

use super::screen::ScreenId;

/// Where a command can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// On every screen, while no overlay is open.
    Global,
    /// Wherever there is something to move through.
    Movement,
    /// While a list or table has the focus.
    List,
    /// While a tree has the focus.
    Tree,
    /// While a document has the focus.
    Document,
    /// While a panel of text has the focus.
    Panel,
    /// While a form has the focus.
    Form,
    /// On one screen, whichever of its panes has the focus.
    Screen(ScreenId),
    /// On the screens that put requests: permissions, who can and compare.
    Request,
    /// In a line of text: the palette, a filter, a name to type.
    Prompt,
    /// In a question with buttons.
    Dialog,
    /// In the help overlay.
    Help,
}

impl Scope {
    /// The name shown in help and in the key reference.
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "Everywhere",
            Self::Movement => "Moving",
            Self::List => "Lists",
            Self::Tree => "Trees",
            Self::Document => "Documents",
            Self::Panel => "Panels",
            Self::Form => "Forms",
            Self::Screen(id) => id.title(),
            Self::Request => "Requests",
            Self::Prompt => "Text lines",
            Self::Dialog => "Questions",
            Self::Help => "Help",
        }
    }

    /// Whether both can be in force at one moment, so that their keys must differ.
    pub fn meets(self, other: Self) -> bool {
        self == other || self.underlies(other) || other.underlies(self)
    }

    fn underlies(self, other: Self) -> bool {
        match self {
            // A form shadows what it needs for itself.
            Self::Global => !matches!(other, Self::Prompt | Self::Dialog | Self::Help | Self::Form),
            Self::Movement => matches!(
                other,
                Self::List
                    | Self::Tree
                    | Self::Document
                    | Self::Panel
                    | Self::Screen(_)
                    | Self::Help
            ),
            Self::Screen(_) | Self::Request => {
                matches!(other, Self::List | Self::Tree | Self::Document | Self::Panel | Self::Form)
            }
            _ => false,
        }
    }
}

/// What a command may cost, and so what is asked before it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Risk {
    /// Changes nothing.
    None,
    /// Changes the store: asked first, with Cancel focused.
    Confirm,
    /// Changes the store past easy repair: the name must be typed.
    TypeName,
}

impl Risk {
    /// Whether the command changes the store; read-only mode refuses it then.
    pub fn mutates(self) -> bool {
        self != Self::None
    }
}

/// How readily the hint bar shows a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    /// Shown first.
    First,
    /// Shown while there is room.
    Room,
    /// Only in help and palette.
    Never,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The command.
    pub command: Command,
    /// Its name in the config file.
    pub id: &'static str,
    /// Its short name, for hints and the palette.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub doc: &'static str,
    /// Where it can be given.
    pub scope: Scope,
    /// Its keys, before any rebinding.
    pub keys: &'static [&'static str],
    /// What it may cost.
    pub risk: Risk,
    /// How readily the hint bar shows it.
    pub hint: Hint,
}

macro_rules! commands {
    ($($command:ident $id:literal $name:literal $scope:expr, [$($key:literal)*], $risk:ident, $hint:ident, $doc:literal;)*) => {
        /// Everything the console can be told to do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Command { $(#[doc = $doc] $command,)* }

        /// The table of commands, in the order in which help shows them.
        pub const COMMANDS: &[Spec] = &[$(Spec {
            command: Command::$command, id: $id, name: $name, doc: $doc, scope: $scope,
            keys: &[$($key),*], risk: Risk::$risk, hint: Hint::$hint,
        },)*];

        impl Command {
            /// Its line in [`COMMANDS`].
            pub fn spec(self) -> &'static Spec {
                &COMMANDS[self as usize]
            }
        }
    };
}

use Scope::{Dialog, Document, Form, Global, Help, List, Movement, Prompt, Tree};

commands! {
    Open "open" "open" Global, ["enter"], None, First, "Go into what is selected.";
    Leave "leave" "out" Global, ["esc" "backspace"], None, Never, "Drop the filter, leave the pane, or go back to where you came from.";
    Filter "filter" "filter" Global, ["/"], None, First, "Narrow the focused list or tree to fuzzy matches.";
    Palette "palette" "commands" Global, [":" "ctrl-p"], None, First, "Find any command by name.";
    Help "help" "help" Global, ["?" "f12"], None, First, "Show the keys that work here.";
    FocusNext "focus-next" "next pane" Global, ["tab"], None, Room, "Move the focus to the next pane.";
    FocusPrevious "focus-previous" "previous pane" Global, ["shift-tab"], None, Never, "Move the focus to the pane before.";
    NextTab "next-tab" "next tab" Global, ["}" "L"], None, Never, "Show the next tab.";
    PreviousTab "previous-tab" "previous tab" Global, ["{" "H"], None, Never, "Show the tab before.";
    Back "back" "back" Global, ["["], None, Room, "Return to the place before, as it was.";
    Forward "forward" "forward" Global, ["]"], None, Never, "Undo going back.";
    GoOrganization "go-organization" "Organization" Global, ["1" "f1" "g o"], None, Never, "Go to the organization: units, accounts and what reaches them.";
    GoPrincipals "go-principals" "Principals" Global, ["2" "f2" "g p"], None, Never, "Go to every user, group and role of every account.";
    GoPermissions "go-permissions" "Permissions" Global, ["3" "f3" "g e"], None, Never, "Go to what one principal may do, and why.";
    GoFactory "go-factory" "Factory" Global, ["4" "f4" "g f"], None, Never, "Go to the account factory: templates, requests and what they make.";
    GoPolicies "go-policies" "Policies" Global, ["5" "f5" "g l"], None, Never, "Go to every policy document and where it is attached.";
    GoJournal "go-journal" "Journal" Global, ["6" "f6" "g j"], None, Never, "Go to the journal: what was done, by whom, and how to take it back.";
    GoWhoCan "go-who-can" "Who can" Global, ["7" "f7" "g w"], None, Never, "Go to who can do something, strangers included.";
    GoCompare "go-compare" "Compare" Global, ["8" "f8" "g c"], None, Never, "Go to what is gained and lost between two policies, two principals, or before and after a change.";
    CopyId "copy-id" "copy id" Global, ["y"], None, Room, "Copy the id of what is selected to the clipboard.";
    CopyArn "copy-arn" "copy ARN" Global, ["Y"], None, Never, "Copy the ARN of what is selected to the clipboard.";
    Edit "edit" "editor" Global, ["e"], None, Never, "Open the shown document in your editor; a policy changed there is proposed.";
    SavePicture "save-picture" "save view" Global, ["ctrl-s"], None, Never, "Save this view as an SVG picture.";
    SaveText "save-text" "save view as text" Global, [], None, Never, "Save this view as plain text.";
    Undo "undo" "undo" Global, ["u"], Confirm, Never, "Take back the last committed change; on the Journal screen, the selected entry.";
    CancelJobs "cancel-jobs" "cancel work" Global, ["ctrl-g"], None, Never, "Stop what is being worked out in the background.";
    NextTheme "next-theme" "next theme" Global, ["f10"], None, Never, "Switch to the next theme.";
    Redraw "redraw" "redraw" Global, ["ctrl-l"], None, Never, "Draw the whole screen afresh.";
    Suspend "suspend" "suspend" Global, ["ctrl-z"], None, Never, "Hand the terminal back to the shell until `fg`.";
    Quit "quit" "quit" Global, ["q" "ctrl-c"], None, Room, "Leave the console.";

    Down "down" "down" Movement, ["j" "down"], None, Never, "Go a line down.";
    Up "up" "up" Movement, ["k" "up"], None, Never, "Go a line up.";
    Left "left" "left" Movement, ["h" "left"], None, Never, "Fold the node or go to its parent; scroll left; go to the pane on the left.";
    Right "right" "right" Movement, ["l" "right"], None, Never, "Unfold the node or go to its first child; scroll right; go into the row.";
    Top "top" "first" Movement, ["g g" "home"], None, Never, "Go to the first line.";
    Bottom "bottom" "last" Movement, ["G" "end"], None, Never, "Go to the last line.";
    HalfDown "half-down" "half a page down" Movement, ["ctrl-d"], None, Never, "Go half a page down.";
    HalfUp "half-up" "half a page up" Movement, ["ctrl-u"], None, Never, "Go half a page up.";
    PageDown "page-down" "page down" Movement, ["pagedown" "ctrl-f"], None, Never, "Go a page down.";
    PageUp "page-up" "page up" Movement, ["pageup" "ctrl-b"], None, Never, "Go a page up.";

    MoveAccount "move-account" "move" Scope::Screen(ScreenId::Organization), ["a m"], Confirm, Room, "Move the account to another unit.";
    AttachPolicy "attach-policy" "attach" Scope::Screen(ScreenId::Organization), ["a a"], Confirm, Room, "Attach a policy to the root, the unit or the account.";
    DetachPolicy "detach-policy" "detach" Scope::Screen(ScreenId::Organization), ["a d"], Confirm, Never, "Detach the selected policy, or one to be chosen.";
    RenameNode "rename" "rename" Scope::Screen(ScreenId::Organization), ["a r"], Confirm, Never, "Give the unit or the account another name.";
    CreateUnit "create-unit" "new unit" Scope::Screen(ScreenId::Organization), ["a n"], Confirm, Never, "Make a unit in the root or in the unit.";
    DeleteUnit "delete-unit" "delete unit" Scope::Screen(ScreenId::Organization), ["a x"], Confirm, Never, "Delete the unit, which must be empty.";
    SuspendAccount "suspend-account" "suspend account" Scope::Screen(ScreenId::Organization), ["a s"], Confirm, Never, "Suspend the account, or reinstate it.";
    CloseAccount "close-account" "close account" Scope::Screen(ScreenId::Organization), ["a c"], TypeName, Never, "Close the account; its name must be typed.";

    ProposeDraft "propose-draft" "propose edit" Scope::Screen(ScreenId::Policies), ["a p"], Confirm, Never, "Show what committing the edited text would do.";
    DropDraft "drop-draft" "drop edit" Scope::Screen(ScreenId::Policies), ["a x"], None, Never, "Give the edited text up.";

    Mark "mark" "mark" List, ["space"], None, Room, "Mark or unmark the row, and go to the next.";
    CompareMarks "compare-marks" "compare" List, ["="], None, Never, "Compare two marked rows; on the Policies screen also a policy with its edited text, in the journal an entry's before and after.";
    Sort "sort" "sort" List, ["o"], None, Room, "Sort by the next column.";
    Reverse "reverse" "reverse" List, ["O"], None, Never, "Turn the order of the sort around.";

    Toggle "toggle" "fold" Tree, ["space"], None, Room, "Fold or unfold the node.";
    OpenAll "open-all" "unfold all" Tree, ["*"], None, Never, "Unfold every node.";
    CloseAll "close-all" "fold all" Tree, ["-"], None, Never, "Fold every node but the first.";

    NextHighlight "next-highlight" "next highlight" Document, ["n"], None, Room, "Go to the next highlighted statement.";
    PreviousHighlight "previous-highlight" "previous highlight" Document, ["N"], None, Never, "Go to the highlighted statement before.";

    GiveContext "give-context" "context" Scope::Request, ["c"], None, First, "Give a condition key a value, or say that it is absent; verdicts follow.";
    NameResource "name-resource" "resource" Scope::Screen(ScreenId::Permissions), ["r"], None, First, "Name the resource that the request is about; the verdict follows.";
    NextVerdict "next-verdict" "verdict" Scope::Request, ["v"], None, Room, "List only what has one verdict, one after the other.";
    NextSay "next-say" "next statement" Scope::Request, ["s"], None, Room, "Show the next statement that has a say.";
    PreviousSay "previous-say" "previous statement" Scope::Request, ["S"], None, Never, "Show the statement before that has a say.";
    ActAs "act-as" "act as" Scope::Screen(ScreenId::Permissions), ["A"], None, Room, "Assume a role, decided as a step of its own, and go on as its session.";
    StepBack "step-back" "step back" Scope::Screen(ScreenId::Permissions), ["B"], None, Never, "Give up the role that was assumed last.";
    WhoElse "who-else" "who else" Scope::Screen(ScreenId::Permissions), ["w"], None, Room, "Ask who else can do what is selected.";
    AskCompare "ask-compare" "compare" Scope::Screen(ScreenId::Compare), ["a"], None, First, "Name what is compared: two principals or policies, a draft, or entries of the journal.";
    OtherSide "other-side" "other side" Scope::Screen(ScreenId::Compare), ["t"], None, First, "Show why the example is decided as it is on the other side: before or after.";
    AskWho "ask-who" "ask" Scope::Screen(ScreenId::WhoCan), ["a"], None, First, "Ask who can do an action on a resource.";

    FormAccept "form-accept" "go on" Form, ["enter"], None, First, "Go on when everything is filled in, else go to the first field that is not.";
    FormCancel "form-cancel" "back" Form, ["esc"], None, First, "Leave the form.";
    FormNext "form-next" "next field" Form, ["tab" "down" "ctrl-n"], None, First, "Go to the next field.";
    FormPrevious "form-previous" "previous field" Form, ["shift-tab" "up"], None, Never, "Go to the field before.";
    FormOlder "form-left" "previous value" Form, ["left"], None, Never, "Choose the value before, or go a letter to the left.";
    FormNewer "form-right" "next value" Form, ["right"], None, Never, "Choose the next value, or go a letter to the right; at the end take what is suggested.";

    PromptAccept "prompt-accept" "accept" Prompt, ["enter"], None, First, "Take the text or the selected line.";
    PromptCancel "prompt-cancel" "cancel" Prompt, ["esc" "ctrl-c"], None, First, "Close without doing anything.";
    PromptNext "prompt-next" "next" Prompt, ["down" "tab" "ctrl-n"], None, Room, "Select the next line.";
    PromptPrevious "prompt-previous" "previous" Prompt, ["up" "shift-tab" "ctrl-p"], None, Never, "Select the line above.";

    DialogAccept "dialog-accept" "choose" Dialog, ["enter" "space"], None, First, "Press the focused button.";
    DialogCancel "dialog-cancel" "cancel" Dialog, ["esc" "q" "n" "ctrl-c"], None, First, "Close without doing anything.";
    DialogImpact "dialog-impact" "who is concerned" Dialog, ["i"], None, Room, "Leave the question, and show on the Compare screen who gains and loses what.";
    DialogNext "dialog-next" "other button" Dialog, ["tab" "right" "l" "left" "h" "shift-tab"], None, First, "Focus the other button.";

    HelpClose "help-close" "close" Help, ["esc" "q" "?" "enter" "ctrl-c" "f12"], None, First, "Close the help.";
}

/// The command that goes by this id in the config file.
pub fn by_id(id: &str) -> Option<Command> {
    COMMANDS.iter().find(|spec| spec.id == id).map(|spec| spec.command)
}

/// The key reference in Markdown: a table for each scope, from the default keys.
pub fn reference() -> String {
    let mut text = String::new();
    let mut scopes: Vec<Scope> = Vec::new();
    for spec in COMMANDS {
        if !scopes.contains(&spec.scope) {
            scopes.push(spec.scope);
        }
    }
    for scope in scopes {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "### {}\n\n| Keys | Command | What it does |\n|---|---|---|\n",
            scope.name()
        );
        for spec in COMMANDS.iter().filter(|spec| spec.scope == scope) {
            let keys: Vec<String> = spec.keys.iter().map(|key| format!("`{key}`")).collect();
            let _ = writeln!(text, "| {} | `{}` | {} |", keys.join(", "), spec.id, spec.doc);
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_command_is_documented_once() {
        let mut ids = BTreeSet::new();
        for spec in COMMANDS {
            assert!(ids.insert(spec.id), "{} stands twice", spec.id);
            assert!(spec.doc.ends_with('.') && spec.doc.len() > 10, "{}: {}", spec.id, spec.doc);
            assert!(!spec.name.is_empty());
            assert_eq!(spec.command.spec().id, spec.id);
            assert_eq!(by_id(spec.id), Some(spec.command));
        }
    }

    #[test]
    fn no_bare_letter_next_to_movement_changes_anything() {
        for spec in COMMANDS.iter().filter(|spec| spec.risk == Risk::TypeName) {
            for key in spec.keys {
                let bare = key.chars().count() == 1;
                assert!(!bare, "{} is too easily hit for {}", key, spec.id);
            }
        }
    }

    #[test]
    fn the_reference_names_every_command() {
        let text = reference();
        for spec in COMMANDS {
            assert!(text.contains(&format!("`{}`", spec.id)), "{}", spec.id);
        }
    }
}

//! What is fuzzed: each function takes any bytes, and holds what it finds against what must be so.
//! None may panic, hang, or take memory without bounds.

use bailiwick::{
    access::{
        self, AttachedPolicy, PolicyLevel,
        scenario::{self, Outcome},
    },
    policy::{
        Arn, Context, ContextValue, Document, Place, Span, Truth, Unmentioned,
        action::ActionPattern,
        condition::ConditionCell,
        glob::Glob,
        json,
        principal::NamedPrincipal,
        resource::{Incomplete, ResourcePattern},
    },
};

const QUESTION: &str = r#"{"principal": {"arn": "arn:aws:sts::111111111111:assumed-role/app/s1"},
    "action": "s3:GetObject", "resource": {"arn": "arn:aws:s3:::b/k", "account": "111111111111"},
    "context": {"aws:TagKeys": ["a"], "k:x": "a"}, "assume_known": false}"#;

/// Any text is a document with a reading, which every layer can take.
pub fn documents(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let document = Document::new(&text);
    let inside = |span: Span| {
        let (start, end) = (span.start.offset as usize, span.end.offset as usize);
        assert!(start <= end && text.is_char_boundary(start) && text.is_char_boundary(end));
    };
    document.faults().iter().for_each(|fault| inside(fault.span));
    document.statements().iter().for_each(|statement| inside(statement.span));
    for place in [
        Place::Identity,
        Place::Resource,
        Place::Trust,
        Place::ServiceControl,
        Place::ResourceControl,
    ] {
        document.refusals(place).iter().for_each(|fault| inside(fault.span));
    }
    if let Ok(node) = json::parse(&text) {
        let printed = node.value.to_string();
        let again = json::parse(&printed).map(|node| node.value.to_string());
        assert_eq!(again.as_deref(), Ok(printed.as_str()));
        assert_eq!(Document::new(&printed).statements().len(), document.statements().len());
    }
    let Some(Ok(mut scenario)) = scenario::read(QUESTION).next() else { return };
    let policy = AttachedPolicy::new("P", "fuzz", document);
    let layers = &mut scenario.layers;
    layers.identity.push(policy.clone());
    layers.boundary = Some(policy.clone());
    layers.session = Some(vec![policy.clone()]);
    layers.resource = Some(policy.clone());
    layers.endpoint = Some(vec![policy.clone()]);
    layers.scps = Some([PolicyLevel { target: "r".into(), policies: vec![policy.clone()] }].into());
    layers.rcps = Some([PolicyLevel { target: "r".into(), policies: vec![policy] }].into());
    let decision = access::decide(&scenario.request, &scenario.layers);
    for layer in &decision.trace {
        for policy in &layer.policies {
            for (statement, outcome) in policy.statements() {
                let (request, kind) = (&scenario.request, layer.kind);
                access::explain::outcome(request, &decision, kind, statement, outcome);
            }
        }
    }
}

/// What is an ARN prints as it was read, and consists of its parts.
pub fn arns(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    NamedPrincipal::new("AWS", &text);
    let Ok(arn) = text.parse::<Arn>() else { return };
    assert_eq!(arn.to_string(), text);
    let parts =
        ["arn", arn.partition(), arn.service(), arn.region(), arn.account(), arn.resource()];
    assert_eq!(parts.join(":"), text);
    let pattern = ResourcePattern::new(&text, Span::START, false);
    let wild = text.contains(['*', '?']);
    let found = pattern.matches(&text, &Context::default(), Incomplete::Refused);
    assert!(wild || found == Truth::Yes);
}

/// Two texts, one a pattern: the quick matcher says what the plain one says.
pub fn patterns(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (pattern, text) = text.split_once('\n').unwrap_or((&text, "arn:aws:s3:::b/k"));
    let quick = Glob::new(pattern).matches(text);
    if pattern.len() * text.len() < 1 << 20 {
        assert_eq!(quick, plain(pattern, text));
    }
    let resource = ResourcePattern::new(pattern, Span::START, true);
    for incomplete in [Incomplete::Completed, Incomplete::OnlyAfterStar, Incomplete::Refused] {
        let known = resource.matches(text, &Context::default(), incomplete);
        let open = resource.matches(text, &Context::new(Unmentioned::Unknown), incomplete);
        // Knowing less never changes a settled answer.
        assert!(known == open || open == Truth::Unknown);
    }
    if let Ok(action) = text.parse() {
        ActionPattern::new(pattern, Span::START).matches(&action);
    }
}

/// Matching by a table: obviously right.
fn plain(pattern: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for symbol in pattern.chars() {
        let before = reached.clone();
        for at in 0..=text.len() {
            reached[at] = match symbol {
                '*' => before[at] || (at > 0 && reached[at - 1]),
                '?' => at > 0 && before[at - 1],
                literal => at > 0 && before[at - 1] && text[at - 1] == literal,
            };
        }
    }
    reached[text.len()]
}

/// An operator, a key, a value of the policy and values of the request, a line each.
pub fn conditions(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.split('\n');
    let mut line = || lines.next().unwrap_or_default();
    let (operator, key, value) = (line(), line(), line());
    let given: Vec<String> = lines.map(str::to_owned).collect();
    let cell = |operator: &str| {
        ConditionCell::new(operator, key, [(value, Span::START)], Span::START, true)
    };
    let (plain, absent) = (cell(operator), Context::default());
    plain.holds(&absent);
    let unknown = Context::new(Unmentioned::Unknown);
    assert!(plain.holds(&unknown) != Truth::Unknown || plain.unknown_keys(&unknown).count() > 0);
    if_exists(&cell, operator, &absent);
    let mut context = Context::default();
    match given.as_slice() {
        [one] => context.set(key, one.as_str()),
        many => context.set(key, ContextValue::Many(many.to_vec())),
    }
    let found = plain.holds(&context);
    assert_ne!(found, Truth::Unknown);
    if let (Some(negated), [_]) = (negated(operator), given.as_slice()) {
        assert_eq!(cell(&negated).holds(&context), !found, "{operator}");
    }
}

/// With the suffix, a missing key always holds.
fn if_exists(cell: &impl Fn(&str) -> ConditionCell, operator: &str, absent: &Context) {
    let bare = operator.strip_suffix("IfExists").unwrap_or(operator);
    let suffixed = cell(&format!("{bare}IfExists"));
    if suffixed.operator.is_some() && !bare.to_ascii_lowercase().ends_with("null") {
        assert_eq!(suffixed.holds(absent), Truth::Yes, "{operator}");
    }
}

/// The opposite of an operator on one value, where there is one.
fn negated(operator: &str) -> Option<String> {
    ["StringEquals", "StringLike", "StringEqualsIgnoreCase", "ArnLike", "NumericEquals"]
        .contains(&operator)
        .then(|| operator.replacen("Equals", "NotEquals", 1).replacen("Like", "NotLike", 1))
}

/// Any bytes are scenarios and errors with their places, each of which has a result.
pub fn scenarios(data: &[u8]) {
    let mut results = 0;
    for read in scenario::read(data) {
        let outcome = match read {
            Ok(scenario) => scenario::run(&scenario),
            Err(error) => {
                assert!(error.line > 0 && error.column > 0);
                Outcome::from(error)
            }
        };
        assert_eq!(outcome.error.is_some(), outcome.decision.is_none());
        results += 1;
    }
    assert!(results <= data.len() + 1);
}

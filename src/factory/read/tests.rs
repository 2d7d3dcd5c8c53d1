use super::*;

/// The example of the template's form, with every field.
const EXAMPLE: &str = r#"kind: AccountTemplate
metadata: {name: workload, version: 3, description: A product team's account}
parameters:
  app:    {type: string, pattern: "^[a-z][a-z0-9-]{2,20}$"}
  env:    {type: enum, values: [dev, test, prod], default: dev}
  email:  {type: email, default: "aws+${app}-${env}@company.example", unique: organization}
  owner:  {type: group, must_exist: true}
  budget: {type: money, min: 50, max: 20000, default: 500}
  oidc:   {type: list<oidc_subject>, default: []}
spec:
  ou: {by: env, prod: /Workloads/Prod, else: /Workloads/NonProd}
  account: {name: "${app}-${env}", alias: "company-${app}-${env}"}
  quarantine: Quarantine
  tags: {app: "${app}", owner: "${owner}"}
  contacts: {security: sec@company.example}
  policies: {scp: [], rcp: [Perimeter]}
  controls: [AWS-GR_ENCRYPTED_VOLUMES]
  password_policy: strict14
  boundary: WorkloadBoundary
  roles:
    - {name: Deploy, trust: {account: cicd-prod, role: GitHubDeploy}, policies: [], boundary: WorkloadBoundary, max_session: 1h}
    - {name: CI, trust: {oidc: github, subjects: "${oidc}"}, policies: [], boundary: WorkloadBoundary, when: env == prod}
  assignments: [{group: "${owner}", permission_set: Developer, expires: null}]
  budget: {monthly: "${budget}", alarms: [50, 80, 100]}
  services: {cloudtrail: all-regions, config: on, guardduty: on}
  delegated_admin: []
invariants:
  - {deny: "cloudtrail:StopLogging", for: "role/*"}
  - {allow: "s3:GetObject", for: "role/Deploy", on: "arn:aws:s3:::${app}-*"}
approval: {count: 1, from: security, when: "env == prod"}
lifecycle: {protect: true, ttl: null, parking: /Suspended}
definitions:
  policies:
    WorkloadBoundary: '{"Version": "2012-10-17", "Statement": []}'
  password_policies:
    strict14: {minimum_length: 14, symbols: true}
  oidc:
    github: {url: "https://token.actions.githubusercontent.com", audiences: [sts.amazonaws.com]}
"#;

fn faults(text: &str) -> Vec<String> {
    match Template::read("t.yaml", text) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

fn faults_with(from: &str, to: &str) -> Vec<String> {
    assert!(EXAMPLE.contains(from), "{from}");
    faults(&EXAMPLE.replacen(from, to, 1))
}

#[test]
fn the_example_says_what_it_says() {
    let template = Template::read("t.yaml", EXAMPLE).unwrap();
    assert_eq!((template.name.as_str(), template.version), ("workload", 3));
    assert_eq!(template.parameters.len(), 6);
    assert_eq!(template.spec.roles.len(), 2);
    assert_eq!(template.spec.services[1].1.literal(), Some("on"));
    assert!(template.spec.assignments[0].expires.is_none());
    assert_eq!(template.invariants[1].effect, Effect::Allow);
    assert!(template.lifecycle.protect && template.lifecycle.ttl.is_none());
    assert_eq!(template.definitions.oidc[0].1.url, "token.actions.githubusercontent.com");
    assert_eq!(template.spec.email.only_hole(), Some("email"));
}

#[test]
fn all_faults_are_told_at_once_with_their_places() {
    let text = r#"kind: AccountTemplate
metadata: {name: workload, version: three}
parameters:
  app: {type: strin}
  env: {type: enum, values: [dev, prod], defualt: dev}
spec:
  ou: Prod
  account: {name: "${ap}-x", email: a@b.example}
  budget: {monthly: much}
"#;
    assert_eq!(
        faults(text),
        [
            "t.yaml:2:37: metadata.version: `three` is no whole number: write digits only",
            "t.yaml:4:15: parameters.app.type: `strin` is no type (did you mean `string`?): write string, int, bool, enum, email, cidr, region, ou, group, permission_set, policy, principal, money, duration, oidc_subject, map or list<…> of one of them",
            "t.yaml:5:42: parameters.env: there is no field `defualt` here (did you mean `default`?): take it out, or write one of type, values, description, default",
            "t.yaml:7:7: spec.ou: `Prod` is no full path and no id: write a full path such as /Workloads/Prod, never a bare name",
            "t.yaml:8:19: spec.account.name: there is no parameter `ap`: declare it under parameters",
            "t.yaml:9:21: spec.budget.monthly: `much` is no whole number: write digits only",
        ]
    );
}

#[test]
fn no_yaml_is_told_with_its_place() {
    let found = faults("kind: [AccountTemplate\nmetadata: x\n");
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("t.yaml:2:") && found[0].contains("no YAML"), "{found:?}");
}

#[test]
fn each_fault_has_its_words() {
    let cases = [
        ("version: 3", "version: 3, version: 4", "`version` is given twice"),
        ("kind: AccountTemplate", "kind: Template", "write AccountTemplate"),
        ("  tags: {app", "  tag: {app", "did you mean `tags`?"),
        (
            "prod: /Workloads/Prod, else: /Workloads/NonProd",
            "pord: /Workloads/Prod, else: /x",
            "did you mean `prod`?",
        ),
        (
            "prod: /Workloads/Prod, else: /Workloads/NonProd",
            "prod: /Workloads/Prod",
            "nothing is said for dev, test",
        ),
        ("by: env", "by: stage", "no parameter `stage`"),
        ("\"env == prod\"", "\"env = prod\"", "is no condition"),
        ("\"env == prod\"", "\"env == production\"", "not one of the values of `env`"),
        ("role: GitHubDeploy", "rolle: GitHubDeploy", "did you mean `role`?"),
        (
            "{oidc: github, subjects",
            "{oidc: github, account: x, subjects",
            "exactly one of `account`, `oidc` and `service`",
        ),
        ("group: \"${owner}\"", "group: a, user: b", "exactly one of `group` and `user`"),
        ("max_session: 1h", "max_session: 1 hour", "is no duration"),
        ("app: \"${app}\"", "app: \"${oidc}\"", "`oidc` holds several values"),
        ("deny: \"cloudtrail:StopLogging\"", "deny: StopLogging", "write it as service:Name"),
        ("for: \"role/*\"", "for: \"*\"", "role/ and a name"),
        ("min: 50, max: 20000", "min: 50000, max: 20000", "max is less than min"),
        ("pattern: \"^[a-z]", "pattern: \"^[a-z", "is no regular expression"),
        ("default: 500", "default: 20", "from 50 to 20000"),
        ("default: 500", "default: \"${oidc}\"", "declared further down"),
        ("unique: organization", "unique: world", "write `organization`"),
        ("security: sec@", "securty: sec@", "did you mean `security`?"),
        ("'{\"Version\"", "'{Version", "a JSON object"),
        ("minimum_length: 14", "minimum_length: 4", "6 to 128"),
        ("  owner:  {type", "  Owner:  {type", "cannot be a parameter"),
        ("count: 1", "count: 1000", "`1000` is no whole number that fits here"),
        ("protect: true", "protect: yes", "write true or false"),
        ("expires: null", "expires: soon", "a length of time such as 14d, or a date"),
        ("controls: [", "controls: {}\n  boundary: [", "found a mapping: write a list"),
    ];
    for (from, to, wanted) in cases {
        let found = faults_with(from, to).join("\n");
        assert!(found.contains(wanted), "{to}:\n{found}");
    }
}

#[test]
fn the_demo_templates_can_be_read() {
    let files = [
        ("workload.yaml", include_str!("../../../demo-data/templates/workload.yaml")),
        ("sandbox.yaml", include_str!("../../../demo-data/templates/sandbox.yaml")),
        (
            "security-tooling.yaml",
            include_str!("../../../demo-data/templates/security-tooling.yaml"),
        ),
    ];
    for (file, text) in files {
        let template = Template::read(file, text).unwrap_or_else(|errors| panic!("{errors:#?}"));
        assert_eq!(format!("{}.yaml", template.name), file);
    }
}

#[test]
fn whatever_is_read_there_is_an_answer() {
    for (end, _) in EXAMPLE.char_indices().step_by(7) {
        let told = faults(&EXAMPLE[..end]);
        assert!(told.iter().all(|fault| fault.starts_with("t.yaml:")), "{end}: {told:?}");
    }
    for hostile in
        ["", "[", "&a [*a]", "a: &a {b: *a}", "? [x]\n: y", "kind: !!binary x", "\u{0}", "- -"]
    {
        assert!(!faults(hostile).is_empty(), "{hostile}");
    }
    assert!(!faults(&"[".repeat(100_000)).is_empty());
    assert!(!faults(&"{a: ".repeat(100_000)).is_empty());
}

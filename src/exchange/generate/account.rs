//! What each account keeps: the platform's roles, the teams' roles and policies, a few users, and
//! resources that let others in.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Maker, documents::Pooled, managed, role_arn};
use crate::org::{
    AccessKey, AccountId, IamPath, IdentityPolicies, KeyStatus, ManagedPolicy, Password,
    PolicyVersion, Record, Resource, Role, Tags, User,
};
use crate::policy::{Arn, Document};

/// Roles that every account has beside those of its teams.
const PLATFORM_ROLES: usize = 6;
/// The policies of AWS that teams' roles carry.
const TEAM_MANAGED: [&str; 10] = [
    "service-role/AWSLambdaBasicExecutionRole",
    "service-role/AWSLambdaVPCAccessExecutionRole",
    "AmazonSSMManagedInstanceCore",
    "CloudWatchAgentServerPolicy",
    "AmazonS3ReadOnlyAccess",
    "AmazonDynamoDBFullAccess",
    "AmazonSQSFullAccess",
    "service-role/AmazonECSTaskExecutionRolePolicy",
    "AmazonEC2ContainerRegistryReadOnly",
    "ReadOnlyAccess",
];
/// Who teams' roles are for.
const SERVICES: [&str; 5] = [
    "lambda.amazonaws.com",
    "ec2.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "glue.amazonaws.com",
    "states.amazonaws.com",
];

/// Fills every account.
pub fn fill(maker: &mut Maker, pool: &[Pooled]) -> Option<()> {
    let provisioned = maker.roles;
    let accounts = maker.accounts.clone();
    let wanted = maker.counts.roles.saturating_sub(provisioned + PLATFORM_ROLES * accounts.len());
    // One account grew hot: it has a tenth of the roles, 5,000 at most.
    let hot = (wanted / 10).min(5_000);
    let rest = wanted - hot;
    for (number, account) in accounts.iter().enumerate() {
        platform(maker, *account)?;
        let mut share = rest / accounts.len() + usize::from(number < rest % accounts.len());
        if number == accounts.len() / 2 {
            share += hot;
        }
        let carried = policies(maker, *account, pool, share)?;
        for role in 0..share {
            team_role(maker, *account, role, &carried)?;
        }
        users(maker, *account, &carried)?;
        resources(maker, *account, number)?;
    }
    Some(())
}

fn platform(maker: &mut Maker, account: AccountId) -> Option<()> {
    let management = maker.management();
    let audit = maker.accounts[1.min(maker.accounts.len() - 1)];
    let by =
        |account: AccountId, name: &str| json!({"AWS": format!("arn:aws:iam::{account}:{name}")});
    let named = |name: &str, trust: &Value| role(account, "/", name, trust);
    let mut access = named("OrganizationAccountAccessRole", &trust(&by(management, "root"), None))?;
    access.policies.managed.push(managed("AdministratorAccess")?);
    let mut auditor = named("SecurityAuditRole", &trust(&by(audit, "role/auditor"), None))?;
    auditor.policies.managed.push(managed("SecurityAudit")?);
    let pipeline = json!({"Federated":
        format!("arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com")});
    let subject =
        json!({"StringLike": {"token.actions.githubusercontent.com:sub": "repo:generated/*:*"}});
    let mut deploy = named("deploy-pipeline", &federated(&pipeline, &subject))?;
    deploy.policies.managed.push(managed("PowerUserAccess")?);
    deploy.boundary = format!("arn:aws:iam::{account}:policy/Boundary").parse().ok();
    for role in [access, auditor, deploy] {
        maker.put(Record::Role(role));
    }
    for service in ["config.amazonaws.com", "cloudtrail.amazonaws.com", "sso.amazonaws.com"] {
        let path = format!("/aws-service-role/{service}/");
        let first = service.split('.').next().unwrap_or_default();
        let name = format!("AWSServiceRoleFor{first}");
        let role = role(account, &path, &name, &trust(&json!({"Service": service}), None))?;
        maker.put(Record::Role(role));
    }
    let boundary = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": ["iam:*Boundary*", "iam:CreateUser", "organizations:*"], "Resource": "*"}]});
    policy(maker, account, "Boundary", Document::new(&boundary.to_string()))?;
    Some(())
}

/// The policies that the teams of an account share.
fn policies(
    maker: &mut Maker,
    account: AccountId,
    pool: &[Pooled],
    roles: usize,
) -> Option<Vec<Arn>> {
    // Nobody deletes a policy that was copied once, so that there are more than anybody carries.
    let kept = maker.counts.policies.div_ceil(maker.accounts.len());
    let count = (roles / 3).clamp(kept, kept.max(60)).min(pool.len());
    let mut chosen = BTreeSet::new();
    while chosen.len() < count {
        // Some are in every account; where all of those are there, any other will do.
        let fall = maker.dice.skewed(pool.len());
        let next = if chosen.contains(&fall) { maker.dice.below(pool.len()) } else { fall };
        chosen.insert(next);
    }
    let mut arns = Vec::new();
    for at in chosen {
        let pooled = pool.get(at)?;
        arns.push(policy(maker, account, &pooled.name, pooled.document.clone())?);
    }
    Some(arns)
}

fn policy(maker: &mut Maker, account: AccountId, name: &str, document: Document) -> Option<Arn> {
    let arn: Arn = format!("arn:aws:iam::{account}:policy/{name}").parse().ok()?;
    maker.put(Record::ManagedPolicy(ManagedPolicy {
        arn: arn.clone(),
        unique_id: None,
        description: String::new(),
        versions: vec![PolicyVersion { number: 1, document, created: None }],
        default_version: 1,
        created: None,
        tags: Tags::default(),
    }));
    Some(arn)
}

fn team_role(maker: &mut Maker, account: AccountId, number: usize, carried: &[Arn]) -> Option<()> {
    let team = maker.dice.below(maker.counts.teams);
    let trust = match maker.dice.below(20) {
        0 => {
            let other = maker.accounts[maker.dice.below(maker.accounts.len())];
            trust(&json!({"AWS": role_arn(other, "deploy-pipeline")}), None)
        }
        1 => trust(
            &json!({"AWS": "arn:aws:iam::999999999999:root"}),
            Some(&json!({"StringEquals": {"sts:ExternalId": format!("external-{team}")}})),
        ),
        2 => trust(&json!({"AWS": format!("arn:aws:iam::{account}:root")}), None),
        fall => trust(&json!({"Service": SERVICES[fall % SERVICES.len()]}), None),
    };
    let aws: Vec<Arn> = (0..maker.dice.below(3))
        .map(|_| managed(TEAM_MANAGED[maker.dice.skewed(TEAM_MANAGED.len())]))
        .collect::<Option<_>>()?;
    let own: Vec<Arn> = (0..=maker.dice.below(2))
        .filter_map(|_| carried.get(maker.dice.skewed(carried.len())).cloned())
        .collect();
    let administrator = maker.dice.percent(1);
    let bounded = maker.dice.percent(25);
    let mut role = role(account, "/", &format!("team{team:03}-role-{number:05}"), &trust)?;
    role.policies.managed = aws;
    role.policies.managed.extend(own);
    if administrator {
        role.policies.managed.push(managed("AdministratorAccess")?);
    }
    role.policies.managed.sort();
    role.policies.managed.dedup();
    if bounded {
        role.boundary = format!("arn:aws:iam::{account}:policy/Boundary").parse().ok();
    }
    role.tags = Tags::from_iter([("team", format!("team-{team}"))]);
    maker.put(Record::Role(role));
    Some(())
}

fn role(account: AccountId, path: &str, name: &str, trust: &Value) -> Option<Role> {
    Some(Role {
        account,
        path: path.parse().ok()?,
        name: name.parse().ok()?,
        unique_id: None,
        created: None,
        description: String::new(),
        trust: Document::new(&trust.to_string()),
        policies: IdentityPolicies::default(),
        boundary: None,
        max_session: 3600,
        last_used: None,
        permission_set: None,
        tags: Tags::default(),
    })
}

fn trust(principal: &Value, condition: Option<&Value>) -> Value {
    let mut statement =
        json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"});
    if let Some(condition) = condition {
        statement["Condition"] = condition.clone();
    }
    json!({"Version": "2012-10-17", "Statement": [statement]})
}

fn federated(principal: &Value, condition: &Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": principal,
        "Action": "sts:AssumeRoleWithWebIdentity", "Condition": condition}]})
}

fn users(maker: &mut Maker, account: AccountId, carried: &[Arn]) -> Option<()> {
    for number in 0..maker.dice.below(3) {
        let console = maker.dice.percent(30);
        maker.put(Record::User(User {
            account,
            path: IamPath::default(),
            name: format!("legacy-{number}").parse().ok()?,
            unique_id: None,
            created: "2021-05-01T00:00:00Z".parse().ok(),
            policies: IdentityPolicies {
                managed: carried.iter().take(2).cloned().collect(),
                ..IdentityPolicies::default()
            },
            groups: [].into(),
            boundary: None,
            password: console.then_some(Password { changed: None, last_used: None }),
            mfa: Vec::new(),
            access_keys: vec![AccessKey {
                id: None,
                status: KeyStatus::Active,
                created: "2024-02-01T00:00:00Z".parse().ok(),
                last_used: None,
                last_service: None,
                last_region: None,
            }],
            tags: Tags::default(),
        }));
    }
    Some(())
}

fn resources(maker: &mut Maker, account: AccountId, number: usize) -> Option<()> {
    let organization = maker.organization;
    let key = format!("arn:aws:kms:eu-west-1:{account}:key/{}", key_id(maker));
    let whole = json!({"AWS": format!("arn:aws:iam::{account}:root")});
    let policy = allow(&whole, "kms:*", "*", None);
    resource(maker, account, &key, Some(&policy), None)?;
    for bucket in 0..2 + maker.dice.below(3) {
        let team = maker.dice.below(maker.counts.teams);
        let arn = format!("arn:aws:s3:::team{team:03}-{account}-{bucket}");
        let objects = format!("{arn}/*");
        let other = maker.accounts[maker.dice.below(maker.accounts.len())];
        let policy = match maker.dice.below(8) {
            0 => Some(allow(
                &json!({"AWS": role_arn(other, "deploy-pipeline")}),
                "s3:GetObject",
                &objects,
                None,
            )),
            1 => Some(allow(
                &json!("*"),
                "s3:GetObject",
                &objects,
                Some(json!({"StringEquals": {"aws:PrincipalOrgID": organization}})),
            )),
            2 => Some(allow(
                &json!({"Service": "cloudtrail.amazonaws.com"}),
                "s3:PutObject",
                &objects,
                Some(json!({"StringEquals": {"aws:SourceAccount": account.to_string()}})),
            )),
            3 if number.is_multiple_of(40) => {
                Some(allow(&json!("*"), "s3:GetObject", &objects, None))
            }
            _ => None,
        };
        let encrypted = maker.dice.percent(50).then_some(key.as_str());
        resource(maker, account, &arn, policy.as_ref(), encrypted)?;
    }
    if maker.dice.percent(40) {
        let arn = format!("arn:aws:sqs:eu-west-1:{account}:events");
        let policy = allow(
            &json!({"Service": "sns.amazonaws.com"}),
            "sqs:SendMessage",
            &arn,
            Some(
                json!({"ArnLike": {"aws:SourceArn": format!("arn:aws:sns:eu-west-1:{account}:*")}}),
            ),
        );
        resource(maker, account, &arn, Some(&policy), None)?;
    }
    Some(())
}

fn key_id(maker: &mut Maker) -> String {
    let (one, other) = (maker.dice.hex(16), maker.dice.hex(16));
    format!("{}-{}-{}-{}-{}", &one[..8], &one[8..12], &one[12..], &other[..4], &other[4..])
}

fn allow(principal: &Value, action: &str, resource: &str, condition: Option<Value>) -> Value {
    let mut statement = json!({"Effect": "Allow", "Principal": principal, "Action": action,
        "Resource": resource});
    if let Some(condition) = condition {
        statement["Condition"] = condition;
    }
    json!({"Version": "2012-10-17", "Statement": [statement]})
}

fn resource(
    maker: &mut Maker,
    account: AccountId,
    arn: &str,
    policy: Option<&Value>,
    key: Option<&str>,
) -> Option<()> {
    maker.put(Record::Resource(Resource {
        arn: arn.parse().ok()?,
        account,
        policy: policy.map(|policy| Document::new(&policy.to_string())),
        public_access_block: None,
        acl: None,
        encryption_key: key.map(str::parse).transpose().ok()?,
        role: None,
        grants: Vec::new(),
        created: None,
        tags: Tags::default(),
    }));
    Some(())
}

//! The KMS key that an action on an encrypted resource needs as well.

use crate::{
    org::Resource,
    policy::{ActionName, Arn, Context},
};

/// A question about the key that comes along with one about an encrypted resource.
pub struct KeyUse {
    /// What the caller has to be allowed to do with the key.
    pub action: ActionName,
    /// The key.
    pub key: Arn,
    /// The context of the call that the service makes on the caller's behalf.
    pub context: Context,
}

/// What reading and writing data of a service are to a key.
const USES: [(&str, &str); 12] = [
    ("s3:getobject", "kms:Decrypt"),
    ("s3:getobjectversion", "kms:Decrypt"),
    ("s3:putobject", "kms:GenerateDataKey"),
    ("sqs:receivemessage", "kms:Decrypt"),
    ("sqs:sendmessage", "kms:GenerateDataKey"),
    ("sns:publish", "kms:GenerateDataKey"),
    ("secretsmanager:getsecretvalue", "kms:Decrypt"),
    ("secretsmanager:putsecretvalue", "kms:GenerateDataKey"),
    ("kinesis:getrecords", "kms:Decrypt"),
    ("kinesis:putrecord", "kms:GenerateDataKey"),
    ("kinesis:putrecords", "kms:GenerateDataKey"),
    ("ssm:getparameter", "kms:Decrypt"),
];

impl KeyUse {
    /// What an action on a resource of the model needs of its key, if anything.
    pub fn of(action: &ActionName, held: &Resource, context: &Context) -> Option<Self> {
        let key = held.encryption_key.as_ref()?;
        let (_, needed) = USES.into_iter().find(|(used, _)| *used == action.lower())?;
        let mut context = context.clone();
        let service = format!("{}.{}.amazonaws.com", action.service(), key.region());
        context.complete("kms:ViaService", service);
        context.complete("aws:ViaAWSService", "true");
        Some(Self { action: needed.parse().ok()?, key: key.clone(), context })
    }
}

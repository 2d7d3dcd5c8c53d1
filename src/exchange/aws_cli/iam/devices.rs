//! Second factors of users, and of root users as far as IAM tells of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::ByName;
use crate::exchange::aws_cli::{dump::Dump, lenient::Field, report::ImportReport, time::Moment};
use crate::org::{AccountId, AccountSettings, IamName, MfaDevice, MfaKind};
use crate::policy::Arn;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeviceShape {
    user_name: IamName,
    serial_number: String,
    #[serde(default)]
    enable_date: Field<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VirtualDevice {
    serial_number: String,
    #[serde(default)]
    user: Field<Owner>,
    #[serde(default)]
    enable_date: Field<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Owner {
    arn: Arn,
}

/// Second factors of users, and what is known of those of root users.
#[derive(Default)]
pub(super) struct Devices {
    /// By user.
    pub users: ByName<Vec<MfaDevice>>,
    /// Accounts whose virtual devices were listed.
    listed: BTreeSet<AccountId>,
    /// Accounts whose root user has a virtual device.
    virtual_roots: BTreeSet<AccountId>,
}

/// Reads the second factors of all accounts.
pub(super) fn read(dump: &mut Dump, report: &mut ImportReport) -> Devices {
    let mut devices = Devices::default();
    for (account, answer) in dump.take_by_account("iam", "list-mfa-devices", report) {
        answer.each::<DeviceShape>("MFADevices", report, |shape, reading| {
            let enabled = reading.field("EnableDate", shape.enable_date).map(|at| at.0);
            let kind = kind_of(&shape.serial_number);
            let device = MfaDevice { serial: shape.serial_number, kind, enabled };
            devices.add(account, shape.user_name, device);
        });
    }
    for (account, answer) in dump.take_by_account("iam", "list-virtual-mfa-devices", report) {
        devices.listed.insert(account);
        answer.each::<VirtualDevice>("VirtualMFADevices", report, |shape, reading| {
            let enabled = reading.field("EnableDate", shape.enable_date).map(|at| at.0);
            let Some(owner) = reading.field("User", shape.user) else { return };
            let name = owner.arn.resource().rsplit('/').next().unwrap_or_default();
            if owner.arn.resource() == "root" {
                devices.virtual_roots.insert(account);
            } else if let Ok(user) = name.parse() {
                let kind = MfaKind::Virtual;
                devices.add(
                    account,
                    user,
                    MfaDevice { serial: shape.serial_number, kind, enabled },
                );
            }
        });
    }
    devices
}

impl Devices {
    fn add(&mut self, account: AccountId, user: IamName, device: MfaDevice) {
        let devices = self.users.entry((account, user)).or_default();
        if devices.iter().all(|known| known.serial != device.serial) {
            devices.push(device);
        }
    }

    /// A root user's second factor is a hardware device when the virtual ones do not have it.
    pub fn root_kind(&self, account: AccountId) -> MfaKind {
        if self.listed.contains(&account) && !self.virtual_roots.contains(&account) {
            MfaKind::Hardware
        } else {
            MfaKind::Virtual
        }
    }

    /// Gives the second factors of root users their kind.
    pub fn correct_roots(&self, settings: &mut BTreeMap<AccountId, AccountSettings>) {
        for (account, settings) in settings {
            if let Some(kind) = settings.root.as_mut().and_then(|root| root.mfa.as_mut()) {
                *kind = self.root_kind(*account);
            }
        }
    }
}

/// A virtual device is an ARN `…:mfa/…`, a security key `…:u2f/…`, a hardware token its number.
fn kind_of(serial: &str) -> MfaKind {
    match serial.parse::<Arn>() {
        Ok(arn) if arn.resource().starts_with("u2f/") => MfaKind::Passkey,
        Ok(_) => MfaKind::Virtual,
        Err(_) => MfaKind::Hardware,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_serial_tells_the_kind() {
        assert_eq!(kind_of("arn:aws:iam::111122223333:mfa/a"), MfaKind::Virtual);
        assert_eq!(kind_of("arn:aws:iam::111122223333:u2f/user/a/k"), MfaKind::Passkey);
        assert_eq!(kind_of("GAHT12345678"), MfaKind::Hardware);
    }
}

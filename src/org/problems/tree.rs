//! Problems of the tree: parents, circles, names, addresses, delegated administrators, controls.

use super::{ProblemKind, Report};
use crate::catalog::Quota;
use crate::org::facets::AccountFacet;
use crate::org::{NodeId, ParentId, RecordKind};

pub(super) fn check(report: &mut Report<'_>) {
    foundation(report);
    units(report);
    accounts(report);
    controls(report);
    administrators(report);
}

fn foundation(report: &mut Report<'_>) {
    let of = report.of;
    let management = of.foundation().management;
    if !of.accounts().contains(&management) {
        report.dangling((RecordKind::Foundation, &()), "the management account", &management);
    }
    for name in of.foundation().granted_quotas.keys() {
        if Quota::named(name).is_none() {
            report.dangling((RecordKind::Foundation, &()), "the quota", name);
        }
    }
    report.count((RecordKind::Foundation, &()), Quota::OrganizationalUnits, of.ous().len());
    report.count((RecordKind::Foundation, &()), Quota::Accounts, of.accounts().len());
}

fn parent_there(report: &Report<'_>, parent: &ParentId) -> bool {
    match parent {
        ParentId::Root(id) => *id == report.of.foundation().root,
        ParentId::Ou(id) => report.of.ous().contains(id),
    }
}

fn units(report: &mut Report<'_>) {
    let of = report.of;
    let root = NodeId::Root(of.foundation().root.clone());
    for ou in of.ous().iter() {
        let at = (RecordKind::Ou, &ou.id);
        if !parent_there(report, &ou.parent) {
            report.dangling(at, "its parent", &ou.parent);
            continue;
        }
        let path = of.path(&NodeId::Ou(ou.id.clone()));
        let top = path.first().and_then(|top| of.parent(top));
        if path.first() != Some(&root) && top.is_some_and(|parent| parent_there(report, &parent)) {
            let text =
                format!("{} is inside itself: give a unit on the way another parent", ou.name);
            report.add(ProblemKind::Cycle, at, text);
            continue;
        }
        report.count(at, Quota::OrganizationalUnitDepth, path.len() - 1);
        let mut siblings = of.ous().having(ou.parent.clone());
        if siblings.any(|other| other.id != ou.id && other.name == ou.name) {
            report.duplicate(at, "name beside it", &ou.name);
        }
    }
}

fn accounts(report: &mut Report<'_>) {
    let of = report.of;
    for account in of.accounts().iter() {
        let at = (RecordKind::Account, &account.id);
        if !parent_there(report, &account.parent) {
            report.dangling(at, "its parent", &account.parent);
        }
        if of.accounts().having(AccountFacet::email(&account.email)).nth(1).is_some() {
            report.duplicate(at, "address", &account.email);
        }
        if let Some(alias) = &account.settings.alias
            && of.accounts().having(AccountFacet::Alias(alias.clone())).nth(1).is_some()
        {
            report.duplicate(at, "alias", alias);
        }
    }
}

fn controls(report: &mut Report<'_>) {
    let of = report.of;
    for control in of.controls().iter() {
        let key = (control.ou.clone(), control.control.clone());
        if !of.ous().contains(&control.ou) {
            report.dangling((RecordKind::EnabledControl, &key), "its unit", &control.ou);
        }
        if let Some(policy) = control.policy.as_ref().filter(|id| !of.policies().contains(*id)) {
            report.dangling((RecordKind::EnabledControl, &key), "its policy", policy);
        }
    }
}

fn administrators(report: &mut Report<'_>) {
    let of = report.of;
    for administrator in of.delegated_administrators().iter() {
        let key = (administrator.account, administrator.service.clone());
        let at = (RecordKind::DelegatedAdministrator, &key);
        if administrator.account == of.foundation().management {
            let text = "the management account cannot be a delegated administrator (O-41): name a \
                        member";
            report.add(ProblemKind::Contradiction, at, text.to_owned());
        } else if !of.accounts().contains(&administrator.account) {
            report.dangling(at, "its account", &administrator.account);
        }
    }
}

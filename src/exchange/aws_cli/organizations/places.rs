//! Where units and accounts are in the tree, from whichever answers tell it (O-43).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::exchange::aws_cli::{dump::Dump, lenient::Field, report::ImportReport};
use crate::org::{AccountId, NodeId, Ou, OuId, ParentId, RootId, Tags};

/// Units and their names, and what each node is in.
#[derive(Default)]
pub(super) struct Places {
    parents: BTreeMap<NodeId, ParentId>,
    units: BTreeMap<OuId, Option<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Unit {
    id: OuId,
    #[serde(default)]
    name: Field<String>,
    #[serde(default)]
    path: Field<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Child {
    id: NodeId,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parent {
    id: ParentId,
}

impl Places {
    /// Reads the answers that are about units and places alone.
    pub fn read(&mut self, dump: &mut Dump, report: &mut ImportReport) {
        for answer in dump.take("organizations", "list-organizational-units-for-parent", report) {
            let Some(parent) = answer.about::<ParentId>("parent-id", report) else { continue };
            answer.each::<Unit>("OrganizationalUnits", report, |unit, reading| {
                let path = reading.field("Path", unit.path);
                let name = reading.field("Name", unit.name);
                self.learn_path(path.as_deref());
                self.put(NodeId::Ou(unit.id.clone()), parent.clone());
                self.name(unit.id, name);
            });
        }
        for answer in dump.take("organizations", "describe-organizational-unit", report) {
            let Some(unit) = answer.one::<Unit>("OrganizationalUnit", report) else { continue };
            let mut reading = answer.reading(report);
            let path = reading.field("OrganizationalUnit.Path", unit.path);
            let name = reading.field("OrganizationalUnit.Name", unit.name);
            self.learn_path(path.as_deref());
            self.name(unit.id, name);
        }
        for answer in dump.take("organizations", "list-children", report) {
            let Some(parent) = answer.about::<ParentId>("parent-id", report) else { continue };
            answer.each::<Child>("Children", report, |child, _| {
                self.put(child.id, parent.clone());
            });
        }
        for answer in dump.take("organizations", "list-parents", report) {
            let Some(child) = answer.about::<NodeId>("child-id", report) else { continue };
            answer.each::<Parent>("Parents", report, |parent, _| {
                self.put(child.clone(), parent.id);
            });
        }
    }

    /// Takes down what a node is in. A unit that is named this way is known from then on.
    pub fn put(&mut self, node: NodeId, parent: ParentId) {
        for unit in [ou_of(&node), ou_of(&NodeId::from(parent.clone()))].into_iter().flatten() {
            self.units.entry(unit).or_default();
        }
        self.parents.insert(node, parent);
    }

    /// Takes down a path such as `o-a/r-b/ou-b-c/111122223333/` (O-8).
    pub fn learn_path(&mut self, path: Option<&str>) {
        let nodes: Vec<NodeId> =
            path.unwrap_or_default().split('/').filter_map(|part| part.parse().ok()).collect();
        for pair in nodes.windows(2) {
            let parent = match &pair[0] {
                NodeId::Root(id) => ParentId::Root(id.clone()),
                NodeId::Ou(id) => ParentId::Ou(id.clone()),
                NodeId::Account(_) => continue,
            };
            self.put(pair[1].clone(), parent);
        }
    }

    /// Takes down a unit, and its name where it is told.
    pub fn name(&mut self, unit: OuId, name: Option<String>) {
        let known = self.units.entry(unit).or_default();
        *known = known.take().or(name);
    }

    /// A root that some node is in.
    pub fn root(&self) -> Option<RootId> {
        self.parents.values().find_map(|parent| match parent {
            ParentId::Root(id) => Some(id.clone()),
            ParentId::Ou(_) => None,
        })
    }

    /// The accounts that are in some unit, known or not by other answers.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> {
        self.parents.keys().filter_map(|node| match node {
            NodeId::Account(id) => Some(*id),
            NodeId::Root(_) | NodeId::Ou(_) => None,
        })
    }

    /// What a node is in; the root, and a told assumption, when no answer says so.
    pub fn parent(&self, node: &NodeId, root: &RootId, report: &mut ImportReport) -> ParentId {
        self.parents.get(node).cloned().unwrap_or_else(|| {
            report.assumed(node, "no answer tells its parent: it is put under the root");
            ParentId::Root(root.clone())
        })
    }

    /// The units, each in a place from which the root can be reached.
    pub fn settle(
        mut self,
        root: &RootId,
        tags: &mut BTreeMap<String, Tags>,
        report: &mut ImportReport,
    ) -> Vec<Ou> {
        for unit in self.units.keys().cloned().collect::<Vec<_>>() {
            if self.in_a_circle(&unit) {
                report.assumed(&unit, "its parents go in a circle: it is put under the root");
                self.parents.insert(NodeId::Ou(unit), ParentId::Root(root.clone()));
            }
        }
        let units: Vec<(OuId, Option<String>)> =
            self.units.iter().map(|(id, name)| (id.clone(), name.clone())).collect();
        units
            .into_iter()
            .map(|(id, name)| {
                let parent = self.parent(&NodeId::Ou(id.clone()), root, report);
                let name = name.unwrap_or_else(|| {
                    report.assumed(&id, "no answer tells its name: its id stands for it");
                    id.to_string()
                });
                let tags = tags.remove(id.as_str()).unwrap_or_default();
                Ou { id, parent, name, tags }
            })
            .collect()
    }

    fn in_a_circle(&self, unit: &OuId) -> bool {
        let mut here = unit;
        for _ in 0..=self.units.len() {
            match self.parents.get(&NodeId::Ou(here.clone())) {
                Some(ParentId::Ou(parent)) if parent == unit => return true,
                Some(ParentId::Ou(parent)) => here = parent,
                Some(ParentId::Root(_)) | None => return false,
            }
        }
        false
    }
}

fn ou_of(node: &NodeId) -> Option<OuId> {
    match node {
        NodeId::Ou(id) => Some(id.clone()),
        NodeId::Root(_) | NodeId::Account(_) => None,
    }
}

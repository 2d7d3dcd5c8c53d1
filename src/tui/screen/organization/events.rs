//! What has happened in the accounts of a node, newest first.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use super::inside::accounts;
use crate::org::{AccountId, Activity, NodeId, Organization};
use crate::tui::phrase::Phrase;
use crate::tui::theme::Meaning;
use crate::tui::time::minute;
use crate::tui::widget::table::{Column, Row, Width};

/// An event in an account.
pub struct Event {
    id: String,
    activity: Arc<Activity>,
    account: Arc<str>,
}

impl Event {
    /// Who did it: the last part of an ARN, or the service.
    fn actor(&self) -> &str {
        self.activity.actor.rsplit('/').next().unwrap_or_default()
    }
}

impl Row for Event {
    const COLUMNS: &'static [Column] = &[
        Column { title: "When (UTC)", width: Width::Fixed(16), rank: 1 },
        Column { title: "Action", width: Width::Fill(16), rank: 0 },
        Column { title: "Who", width: Width::Fill(10), rank: 2 },
        Column { title: "Account", width: Width::Fill(10), rank: 3 },
        Column { title: "On", width: Width::Fill(16), rank: 4 },
        Column { title: "From", width: Width::Fixed(15), rank: 5 },
    ];

    fn id(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.id)
    }

    fn cell(&self, column: usize) -> Phrase {
        let activity = &self.activity;
        let known = |text: &Option<String>| match text {
            Some(text) => Phrase::of(text.as_str(), Meaning::Muted),
            None => Phrase::of("-", Meaning::Muted),
        };
        match column {
            0 => Phrase::of(minute(activity.at), Meaning::Muted),
            1 => match &activity.error {
                Some(error) => Phrase::sign(Meaning::Deny, &activity.action)
                    .and(format!("  {error}"), Meaning::Muted),
                None => activity.action.as_str().into(),
            },
            2 => self.actor().into(),
            3 => Phrase::of(self.account.as_ref(), Meaning::Text),
            4 => known(&activity.resource),
            _ => known(&activity.source),
        }
    }

    fn haystack(&self) -> Cow<'_, str> {
        let Activity { action, error, resource, .. } = &*self.activity;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Cow::Owned(format!(
            "{action}\n{}\n{}\n{}\n{}",
            self.actor(),
            self.account,
            text(error),
            text(resource)
        ))
    }

    fn compare(&self, other: &Self, column: usize) -> Ordering {
        match column {
            0 => self.activity.at.cmp(&other.activity.at),
            1 => self.activity.action.cmp(&other.activity.action),
            _ => self.cell(column).plain().cmp(&other.cell(column).plain()),
        }
    }
}

/// What has happened in the accounts at and below a node, newest first.
pub fn events(node: &NodeId, organization: &Organization) -> Vec<Event> {
    let names: HashMap<AccountId, Arc<str>> = accounts(node, organization)
        .into_iter()
        .map(|account| (account.id, Arc::from(account.name.as_str())))
        .collect();
    let events = organization.activity().iter().rev().filter_map(|activity| {
        Some(Event {
            account: Arc::clone(names.get(&activity.account)?),
            id: activity.id.to_string(),
            activity: Arc::clone(activity),
        })
    });
    events.collect()
}

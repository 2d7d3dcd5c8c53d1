//! What the Permissions screen asks to be worked out in the background, and how it lists what comes
//! back.

use std::sync::Arc;

use super::listed::Listed;
use super::rows::{ActionRow, ServiceRow};
use super::{Permissions, arranging};
use crate::access::effective::{self, summarize};
use crate::catalog::{Action, Service, catalog};
use crate::tui::canvas::Pane;
use crate::tui::fuzzy::Matcher;
use crate::tui::job::{Output, Slot, Work};
use crate::tui::reply::Ask;
use crate::tui::screen::why::{Question, What};

impl Permissions {
    /// Starts working out the effective permissions.
    pub(super) fn work_out(&mut self) -> Vec<Ask> {
        let Some(whose) = &self.whose else { return Vec::new() };
        let (organization, actor) = (Arc::clone(&self.organization), Arc::clone(&whose.actor));
        let given = self.given.clone();
        let work: Work = Box::new(move |stop, _| {
            let effective = effective::of_actor(&organization, &actor, &given);
            (!stop.asked()).then(|| Output::Effective(Arc::new(effective)))
        });
        let mut asks = vec![Ask::Work(Slot::Effective, work)];
        asks.extend(self.ask_why());
        asks
    }

    /// Lists the services anew.
    pub(super) fn list(&mut self) -> Vec<Ask> {
        let Some(effective) = &self.effective else { return Vec::new() };
        let summaries = summarize(effective);
        let rows = summaries.iter().map(ServiceRow::new);
        let wanted = Some(self.actions.query()).filter(|query| !query.is_empty()).map(Matcher::new);
        let rows: Vec<ServiceRow> = rows
            .filter(|row| self.listed.takes_service(row) || self.searches())
            .filter(|row| wanted.as_ref().is_none_or(|wanted| answers(row, wanted)))
            .collect();
        let mut asks = arranging(Pane::Side, self.services.replace(Arc::new(rows)));
        asks.extend(self.list_actions());
        asks
    }

    /// Lists the actions of the selected service.
    pub(super) fn list_actions(&mut self) -> Vec<Ask> {
        let Some(effective) = &self.effective else { return Vec::new() };
        let service = self.services.selected().and_then(|row| catalog().service(row.prefix()));
        let actions = service.map(Service::actions).unwrap_or_default();
        let rows: Vec<ActionRow> = actions
            .iter()
            .map(|action| (action, effective.access(action)))
            .filter(|(_, access)| self.listed.takes(*access))
            .map(|(action, access)| ActionRow::new(action, access))
            .collect();
        let mut asks = arranging(Pane::Main, self.actions.replace(Arc::new(rows)));
        if let Some(wanted) = self.wanted.take() {
            self.actions.select(&wanted);
        }
        asks.extend(self.ask_why());
        asks
    }

    /// Asks why of the selected action.
    pub(super) fn ask_why(&mut self) -> Vec<Ask> {
        let (Some(whose), Some(row)) = (&self.whose, self.actions.selected()) else {
            self.why.take(None);
            return Vec::new();
        };
        let question = Question {
            organization: Arc::clone(&self.organization),
            actor: Arc::clone(&whose.actor),
            what: self.about(row.action()),
            context: self.given.clone(),
        };
        let work: Work = Box::new(move |_, _| Some(Output::Why(Arc::new(question.answer()))));
        vec![Ask::Work(Slot::Why, work)]
    }

    /// What is asked about an action: one resource where one was named, else any.
    fn about(&self, action: &'static Action) -> What {
        let resource = self.resource.clone().filter(|_| !action.is_resource_less());
        match (resource, action.full_name().parse()) {
            (Some(resource), Ok(name)) => What::On(name, resource),
            _ => What::Anywhere(action),
        }
    }

    /// Whether something is looked for by name: then what is denied is found too.
    fn searches(&self) -> bool {
        self.listed == Listed::Open && !self.query.is_empty()
    }

    /// Narrows the services, or by `service:action` both lists at once: only services with an action
    /// that matches are left.
    pub(super) fn narrow_both(&mut self, query: &str) -> Vec<Ask> {
        query.clone_into(&mut self.query);
        let (service, action) = query.split_once(':').unwrap_or((query, ""));
        let mut asks = arranging(Pane::Side, self.services.filter(service));
        asks.extend(arranging(Pane::Main, self.actions.filter(action)));
        asks.extend(self.list());
        asks
    }
}

/// Whether any action of a service answers to what was typed.
fn answers(row: &ServiceRow, wanted: &Matcher) -> bool {
    let service = catalog().service(row.prefix());
    let mut actions = service.map(Service::actions).unwrap_or_default().iter();
    actions.any(|action| wanted.score(action.name()).is_some())
}

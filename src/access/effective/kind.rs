//! Kinds of requests: those about one ground of an action.

use std::rc::Rc;

use super::{
    ground::{Ground, shapes},
    manner::Manner,
    stack::Sight,
};
use crate::{access::layers::LayerKind, catalog::Action};

/// A kind of request: those about one ground of an action.
#[derive(Clone)]
pub struct Kind {
    /// The action.
    pub action: &'static Action,
    /// How it is treated.
    pub manner: Manner,
    /// What it is about.
    pub ground: Ground,
    /// How that looks to the statements.
    pub sight: Sight,
    /// The scarce keys that it cannot carry (C-32), by their places in the stack.
    pub missing: Rc<[u16]>,
    /// The resources of the model that are looked at by themselves, by their places.
    pub apart: Rc<[u16]>,
}

impl Kind {
    /// Whether a layer has to do with it: RCPs leave what has no resource alone (E-5), SCPs some
    /// services (E-43).
    pub fn heeds(&self, layer: LayerKind) -> bool {
        match layer {
            LayerKind::Rcp => {
                self.manner.restricted
                    && self.ground != Ground::Nothing
                    && !self.action.full_name().eq_ignore_ascii_case("kms:RetireGrant")
            }
            LayerKind::Scp => !self.manner.beyond_scps,
            _ => true,
        }
    }

    /// Whether it is about KMS keys, which trust nobody by themselves (E-21).
    pub fn of_key(&self) -> bool {
        matches!(self.ground, Ground::Form(form) if shapes().form(form).of_key)
    }

    /// Whether the region of its resources is open, so that the request's region follows it.
    pub fn regional(&self) -> bool {
        matches!(self.ground, Ground::Form(form) if shapes().form(form).regional)
    }
}

//! What the checks find, and what they do not.

mod cases;
mod documented;
mod hostile;
mod managed;
mod sizes;

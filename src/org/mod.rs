//! The model of an AWS Organization: an immutable snapshot, and the changes that lead from one to the next.

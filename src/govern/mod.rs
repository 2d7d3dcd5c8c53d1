//! What a healthy organization looks like.

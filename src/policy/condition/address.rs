//! Ranges of addresses (C-27).

use std::net::IpAddr;

use ipnet::IpNet;

/// The range in a text: CIDR, or a bare address that stands for itself; both sides are masked.
pub fn range(text: &str) -> Option<IpNet> {
    let text = text.trim();
    let range = if text.contains('/') {
        text.parse::<IpNet>().ok()?
    } else {
        IpNet::from(text.parse::<IpAddr>().ok()?)
    };
    Some(range.trunc())
}

/// Whether a range of the policy holds a value of the request. The families never meet.
pub fn holds(range: &IpNet, value: &IpNet) -> bool {
    range.contains(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(policy: &str, request: &str) -> bool {
        holds(&range(policy).unwrap(), &range(request).unwrap())
    }

    #[test]
    fn ranges_c_27() {
        assert!(within("203.0.113.0/24", "203.0.113.7"));
        assert!(within("203.0.113.99/24", "203.0.113.7"));
        assert!(within("203.0.113.7", "203.0.113.7"));
        assert!(!within("203.0.113.7", "203.0.113.8"));
        assert!(within("2001:db8::/32", "2001:db8::1"));
        assert!(!within("0.0.0.0/0", "2001:db8::1"));
        assert!(range("10.0.0.0/33").is_none() && range("host").is_none());
    }
}

//! Addresses of clients: which one a request came from, and under which key it is counted.
//!
//! What a client says about its own address counts for nothing. Only a proxy that the configuration lists is
//! believed, and only about the hop that it saw itself.

mod network;

pub use network::{Network, ParseNetworkError};

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

/// The address that a request came from, as far as it is known for certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// The client of a request that arrived from `peer` with these values of `X-Forwarded-For`, in order.
    ///
    /// The chain is walked from its trusted end: the peer, then the last address that each trusted proxy
    /// noted. The first that is no trusted proxy is the client. An entry that is no address ends the walk at
    /// the proxy that wrote it.
    pub fn find<'a>(
        peer: IpAddr,
        forwarded: impl DoubleEndedIterator<Item = &'a str>,
        trusted: &[Network],
    ) -> Self {
        let mut client = peer.to_canonical();
        let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
        let hops = forwarded.rev().flat_map(|value| value.rsplit(','));
        for hop in hops {
            if !is_trusted(client) {
                break;
            }
            match parse_hop(hop.trim()) {
                Some(address) => client = address,
                None => break,
            }
        }
        Self(client)
    }

    /// The address.
    pub const fn ip(self) -> IpAddr {
        self.0
    }

    /// The key under which tries from here are counted: an IPv4 address, or the /64 network of an IPv6 address,
    /// because that is what one household or host has.
    pub fn counting_key(self) -> String {
        match self.0 {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let network = Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64));
                format!("{network}/64")
            }
        }
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An address as proxies write it: alone, with a port, or in brackets.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(hop);
    let address = bare.parse::<IpAddr>().ok().or_else(|| Some(hop.parse::<SocketAddr>().ok()?.ip()))?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests;

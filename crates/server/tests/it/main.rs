//! The server as its clients meet it: the real listener on loopback, asked in raw bytes where bytes matter.

mod bodies;
mod bounds;
mod http2;
mod needs;
mod paths;
mod smuggling;
mod tls;
mod world;

//! A socket in the group that multicast DNS speaks in, on one network and by one version of IP.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::sync::Arc;
use std::time::Duration;

use socket2::{Domain, InterfaceIndexOrAddress, Protocol, Socket, Type};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::wire::dns::{MOST, Message};

pub const PORT: u16 = 5353;

const GROUP4: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 251);
const GROUP6: Ipv6Addr = Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 0xfb);

/// Hops, which nobody beyond the network can make look the same.
const HOPS: u32 = 255;

/// After an error that the next call would meet again.
const PAUSE: Duration = Duration::from_secs(1);

/// Something that was said on a network.
pub struct Heard {
    /// The network.
    pub index: u32,
    pub from: SocketAddr,
    pub message: Message,
}

pub struct Line {
    socket: Arc<UdpSocket>,
    group: SocketAddr,
    reader: JoinHandle<()>,
}

impl Line {
    /// On the network with that index, by the version of an address of ours on it. What is heard goes `to` somebody, as far as he
    /// keeps up with it. The port is shared with whoever else speaks there.
    ///
    /// # Errors
    /// Those of the system.
    pub fn open(index: u32, address: IpAddr, to: mpsc::Sender<Heard>) -> io::Result<Self> {
        let group = match address {
            IpAddr::V4(_) => SocketAddr::V4(SocketAddrV4::new(GROUP4, PORT)),
            IpAddr::V6(_) => SocketAddr::V6(SocketAddrV6::new(GROUP6, PORT, 0, index)),
        };
        let socket = Socket::new(Domain::for_address(group), Type::DGRAM, Some(Protocol::UDP))?;
        socket.set_reuse_address(true)?;
        socket.set_reuse_port(true)?;
        socket.set_nonblocking(true)?;
        match address {
            IpAddr::V4(address) => {
                #[cfg(target_os = "linux")]
                socket.set_multicast_all_v4(false)?;
                socket.set_multicast_if_v4(&address)?;
                socket.set_multicast_ttl_v4(HOPS)?;
                socket.join_multicast_v4_n(&GROUP4, &InterfaceIndexOrAddress::Index(index))?;
            }
            IpAddr::V6(_) => {
                socket.set_only_v6(true)?;
                #[cfg(target_os = "linux")]
                socket.set_multicast_all_v6(false)?;
                socket.set_multicast_if_v6(index)?;
                socket.set_multicast_hops_v6(HOPS)?;
                socket.join_multicast_v6(&GROUP6, index)?;
            }
        }
        // To the group alone: what is for one other program on this machine stays that program's.
        socket.bind(&group.into())?;
        let socket = Arc::new(UdpSocket::from_std(socket.into())?);
        let reader = tokio::spawn(read(Arc::clone(&socket), index, to));
        Ok(Line { socket, group, reader })
    }

    /// # Errors
    /// Those of the system.
    pub async fn tell(&self, packet: &[u8]) -> io::Result<()> {
        self.socket.send_to(packet, self.group).await.map(drop)
    }

    /// To one alone.
    ///
    /// # Errors
    /// Those of the system.
    pub async fn reply(&self, packet: &[u8], to: SocketAddr) -> io::Result<()> {
        self.socket.send_to(packet, to).await.map(drop)
    }

    pub fn is_of(&self, other: SocketAddr) -> bool {
        self.group.is_ipv4() == other.is_ipv4()
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

async fn read(socket: Arc<UdpSocket>, index: u32, to: mpsc::Sender<Heard>) {
    let mut packet = vec![0; MOST];
    loop {
        match socket.recv_from(&mut packet).await {
            Ok((length, from)) => {
                if let Some(message) = Message::read(&packet[..length]) {
                    // Whoever says more than can be heard is not heard; the others ask again.
                    let _ = to.try_send(Heard { index, from, message });
                }
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

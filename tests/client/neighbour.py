# A device on a local network. It tells what it hears of services, a line of JSON each, looks up what it is asked to on its standard
# input, and counts who says anything to the group that mDNS speaks in.

import json
import socket
import struct
import sys
import threading

from zeroconf import AddressResolverIPv4, AddressResolverIPv6, IPVersion, ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

RESOLVERS = {"resolve": (AddressResolverIPv4, IPVersion.V4Only), "resolve6": (AddressResolverIPv6, IPVersion.V6Only)}
KINDS = ["_http._tcp.local.", "_https._tcp.local."]
PORT = 5353
# Milliseconds: an answer may be held back for a second, and a question be lost.
WAIT = 5000

heard = {}


def tell(event, **more):
    print(json.dumps({"event": event, **more}), flush=True)


def described(info):
    path = (info.properties or {}).get(b"path")
    return {
        "host": info.server,
        "addresses": sorted(info.parsed_addresses()),
        "port": info.port,
        "path": path.decode() if path is not None else None,
    }


class Listener(ServiceListener):
    def add_service(self, zc, type_, name):
        info = ServiceInfo(type_, name)
        if info.request(zc, WAIT):
            tell("found", name=name, **described(info))

    def update_service(self, zc, type_, name):
        self.add_service(zc, type_, name)

    def remove_service(self, zc, type_, name):
        tell("gone", name=name)


def count():
    """By hardware address, whatever the version of IP."""
    frames = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    while True:
        packet, (_, protocol, _, _, sender) = frames.recvfrom(65536)
        if protocol == 0x0800 and packet[9] == socket.IPPROTO_UDP:
            ports = packet[(packet[0] & 15) * 4 :]
        elif protocol == 0x86DD and packet[6] == socket.IPPROTO_UDP:
            ports = packet[40:]
        else:
            continue
        if struct.unpack("!H", ports[2:4])[0] == PORT:
            sender = sender.hex(":")
            heard[sender] = heard.get(sender, 0) + 1


def answer(command, name):
    """As somebody would who has heard nothing before."""
    with Zeroconf() as fresh:
        if command in RESOLVERS:
            kind, version = RESOLVERS[command]
            resolver = kind(name)
            found = resolver.request(fresh, WAIT)
            tell("resolved", name=name, addresses=sorted(resolver.parsed_addresses(version)) if found else [])
        else:
            info = ServiceInfo(name.split(".", 1)[1], name)
            tell("described", name=name, **(described(info) if info.request(fresh, WAIT) else {}))


def ask_once(name):
    """As a resolver does that knows no more of multicast than where to send to: what comes back to its own port."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split("."))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(WAIT / 1000)
        asking.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, struct.pack("8xi", socket.if_nametoindex("eth0")))
        asking.sendto(struct.pack("!6H", 7, 0, 1, 0, 0, 0) + labels + struct.pack("!BHH", 0, 1, 1), ("224.0.0.251", PORT))
        try:
            answer, (sender, _) = asking.recvfrom(9000)
        except TimeoutError:
            return tell("answered")
        question = 12 + len(labels) + 5
        # The answer is the first record: a name, a kind, a class, how long it is good for, and the address.
        kind, class_, ttl, length = struct.unpack_from("!HHIH", answer, question + len(labels) + 1)
        address = socket.inet_ntoa(answer[question + len(labels) + 11 :][:length])
        tell("answered", id=struct.unpack_from("!H", answer)[0], kind=kind, unique=class_ > 1, ttl=ttl, address=address, sender=sender)


threading.Thread(target=count, daemon=True).start()
zeroconf = Zeroconf()
ServiceBrowser(zeroconf, KINDS, Listener())
tell("listening")
for line in sys.stdin:
    command, _, name = line.rstrip("\n").partition(" ")
    if command == "heard":
        tell("heard", senders=heard)
    elif command == "once":
        ask_once(name)
    else:
        answer(command, name)
zeroconf.close()

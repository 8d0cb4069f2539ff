# A device on a local network. It tells what it hears of services, a line of JSON each, looks up what it is asked to on its standard
# input, and counts who says anything to the group that mDNS speaks in.

import json
import socket
import struct
import sys
import threading

from zeroconf import AddressResolverIPv4, AddressResolverIPv6, ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

RESOLVERS = {"resolve": AddressResolverIPv4, "resolve6": AddressResolverIPv6}
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
            resolver = RESOLVERS[command](name)
            found = resolver.request(fresh, WAIT)
            tell("resolved", name=name, addresses=sorted(resolver.parsed_addresses()) if found else [])
        else:
            info = ServiceInfo(name.split(".", 1)[1], name)
            tell("described", name=name, **(described(info) if info.request(fresh, WAIT) else {}))


threading.Thread(target=count, daemon=True).start()
zeroconf = Zeroconf()
ServiceBrowser(zeroconf, KINDS, Listener())
tell("listening")
for line in sys.stdin:
    command, _, name = line.rstrip("\n").partition(" ")
    if command == "heard":
        tell("heard", senders=heard)
    else:
        answer(command, name)
zeroconf.close()

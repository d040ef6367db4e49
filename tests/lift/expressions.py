#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Prints tcpdump expressions, one a line, none twice: every kind of primitive, and combinations of them."""
import itertools
import random

HOSTS = ["10.0.0.1", "10.0.0.2", "192.168.1.1", "127.0.0.1"]
NETS = ["10.0.0.0/8", "192.168.0.0/16", "192.168.1.0/24", "224.0.0.0/4"]
HOSTS6 = ["fe80::1", "2001:db8::2"]
PORTS = [22, 25, 53, 80, 443, 8080]
MACS = ["00:01:02:03:04:05", "52:54:00:12:34:56"]

lines = []


def add(*texts):
    for text in texts:
        if text not in lines:
            lines.append(text)


add("ip", "ip6", "arp", "rarp", "tcp", "udp", "icmp", "icmp6", "igmp", "sctp", "pim", "vrrp", "ah", "esp", "igrp",
    "ip multicast", "ip6 multicast", "ether broadcast", "ether multicast", "atalk", "aarp", "decnet",
    "iso", "stp", "ipx", "netbeui", "lat", "moprc", "mopdl", "llc", "llc s", "llc u", "llc i", "isis", "esis", "clnp",
    "vlan", "vlan 100", "vlan 100 and ip", "vlan 100 and vlan 200", "vlan and tcp port 80", "mpls", "mpls 100",
    "mpls and ip", "mpls 100 and host 10.0.0.1", "pppoed", "pppoes", "pppoes 1", "pppoes and ip", "pppoes 1 and tcp",
    "less 64", "greater 100", "len > 60", "len = 74", "len <= 128 and ip", "not ip", "not arp and not rarp",
    "ip proto 47", "ip proto \\tcp", "ip6 proto 17", "ether proto 0x88cc", "ether proto \\arp",
    "ip[0] & 0xf != 5", "ip[6:2] & 0x1fff = 0", "ip[8] < 64", "ip[2:2] > 576", "tcp[13] & 2 != 0", "tcp[13] = 18",
    "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0", "tcp[tcpflags] & tcp-rst != 0", "tcp[2:2] = 80", "tcp[12] >> 4 > 5",
    "tcp[((tcp[12] & 0xf0) >> 2):4] = 0x47455420", "udp[4:2] < 20", "udp[8] = 0", "icmp[icmptype] = icmp-echo",
    "icmp[icmptype] != icmp-echoreply and icmp[icmpcode] = 0", "icmp6[icmp6type] = icmp6-echo", "ether[0] & 1 = 0",
    "ether[12:2] > 1500", "arp[6:2] = 1", "arp[7] = 2 and arp[14:4] = 0x0a000001", "ip6[6] = 58", "ip6[40] = 128",
    "ip[ip[0] & 0xf * 4] = 0", "ip[len - 20] = 0", "ether[len - 4:4] = 0", "ip[2:2] * 2 > 1000", "ip[8] / 2 = 32",
    "ip[8] % 7 = 1", "ip[4:2] ^ 0xff = 3", "ip[12:4] = 0x0a000001", "ip[12:4] = ip[16:4]", "tcp[0:2] = tcp[2:2]",
    "ip[8] / ip[9] > 3", "ip[0] << 2 = 20", "-ip[8] < 10", "portrange 20-25", "tcp portrange 1024-65535",
    "udp src portrange 1-1023", "ip host 10.0.0.1 and not net 192.168.0.0/16")
for host in HOSTS:
    add(f"host {host}", f"src host {host}", f"dst host {host}", f"ip host {host}", f"arp host {host}",
        f"src host {host} and tcp", f"not host {host}", f"arp src host {host}", f"src or dst host {host}",
        f"src and dst host {host}", f"host {host} and not port 22")
for net in NETS:
    add(f"net {net}", f"src net {net}", f"dst net {net}", f"not src net {net}", f"dst net {net} and udp")
for host in HOSTS6:
    add(f"host {host}", f"ip6 host {host}", f"ip6 src host {host}", f"dst host {host} and tcp", f"not host {host}")
add("net fe80::/10", "src net 2001:db8::/32", "ip6 net 2001:db8::/64")
for mac in MACS:
    add(f"ether host {mac}", f"ether src {mac}", f"ether dst {mac} and ip", f"not ether host {mac}")
for port in PORTS:
    add(f"port {port}", f"tcp port {port}", f"udp port {port}", f"src port {port}", f"dst port {port}",
        f"tcp src port {port}", f"tcp dst port {port}", f"sctp port {port}", f"not port {port}", f"ip and port {port}",
        f"ip6 and tcp port {port}", f"udp dst port {port}")
for a, b in itertools.combinations(PORTS, 2):
    add(f"port {a} or port {b}", f"tcp port {a} and not tcp port {b}", f"src port {a} and dst port {b}")
for host, port in itertools.product(HOSTS, PORTS):
    add(f"host {host} and port {port}", f"src host {host} and tcp dst port {port}")
for a, b in itertools.combinations(HOSTS, 2):
    add(f"host {a} or host {b}", f"src host {a} and dst host {b}")
simple = list(lines)
choose = random.Random(4)
while len(lines) < 600:
    a, b, c = (choose.choice(simple) for _ in range(3))
    if not any(w in x for x in (a, b, c) for w in ("vlan", "mpls", "pppoe")):
        add(choose.choice([f"({a}) and ({b})", f"({a}) or ({b})", f"({a}) and not ({b})", f"(({a}) or ({b})) and ({c})"]))
print("\n".join(lines))

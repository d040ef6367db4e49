# SPDX-License-Identifier: BSD-2-Clause
"""Filter expressions, one a line: every primitive of pcap-filter(7), combinations of them, and mistakes. Always the same ones."""
import random

primitives = r"""host 192.0.2.1|src host 192.0.2.1|dst host 198.51.100.7|host 192.0.2.1 and port 53|host 2001:db8::1|src host 2001:db8::2
ip host 192.0.2.1|arp host 192.0.2.1|rarp host 192.0.2.1|ip6 host 2001:db8::1|ether host 02:00:00:00:00:01|ether src 02:00:00:00:00:01
ether dst ff:ff:ff:ff:ff:ff|ether broadcast|ether multicast|broadcast|multicast|ip broadcast|ip multicast|ip6 multicast
net 192.0.2.0/24|src net 10|dst net 172.16.0.0/12|net 192.0.2.0 mask 255.255.255.0|net 2001:db8::/32|dst net 2001:db8:1::/48|net 10.1
port 80|src port 80|dst port 443|tcp port 22|udp port 53|sctp port 9|tcp src port 1024|udp dst port 69|portrange 1-100|src portrange 20-21
tcp portrange 5000-6000|udp dst portrange 33434-33534|port 0|port 65535|portrange 0-65535|portrange 100-1
ip|ip6|arp|rarp|tcp|udp|icmp|icmp6|sctp|igmp|igrp|pim|ah|esp|vrrp|carp|atalk|aarp|decnet|iso|stp|ipx|netbeui|sca|lat|moprc|mopdl
ip proto 6|ip proto \tcp|ip proto 47|ip6 proto 58|ip6 proto \udp|ip protochain 51|ip6 protochain 6|protochain 17|ether proto 0x88cc
ether proto \ip|ether proto \ip6|ether proto 0x8863|proto 89|proto \icmp
vlan|vlan 5|vlan 100 and ip|vlan and vlan 7 and tcp|vlan 1 and host 192.0.2.1|mpls|mpls 100|mpls 100 and mpls 200|mpls and ip
pppoed|pppoes|pppoes 5|pppoes and ip|geneve|geneve 7|geneve and tcp|greater 100|less 64|len > 50|len = 60|len <= 1500|len != 0
gateway 192.0.2.1|inbound|outbound|ifname eth0|ifindex 3|llc|llc i|llc s|llc u|llc rr|llc xid|iso proto 0x83|clnp|esis|isis|l1|l2|iih|lsp|snp|csnp|psnp
type mgt|type data|subtype beacon|type mgt subtype deauth|dir tods|wlan addr1 02:00:00:00:00:01|wlan host 02:00:00:00:00:02|type ctl
rset 3|rulenum 4|reason match|action pass|on eth0|lane|bcc|metac|oam|vpi 3|vci 5|connectmsg|fisu|lssu|msu|sio 3|opc 5|dpc 7|sls 9
ip[0] & 0xf != 5|ip[8] < 5|ip[2:2] > 576|ip[6:2] & 0x1fff = 0|tcp[13] & 3 != 0|tcp[tcpflags] & (tcp-syn|tcp-fin) != 0
tcp[tcpflags] = tcp-syn|udp[4:2] >= 512|icmp[icmptype] = icmp-echo|icmp[icmptype] != icmp-echoreply and icmp[icmpcode] = 0
icmp6[0] = 135|icmp6[icmp6type] = icmp6-echo|ether[0] & 1 = 1|ether[12:2] = 0x800|ip6[6] = 17|ip6[40] != 0|link[0] = 4
ip[ip[0] & 0xf * 4] = 1|tcp[((tcp[12] & 0xf0) >> 2):4] = 0x47455420|ip[0] + ip[1] * ip[2] - ip[3] / 3 % 7 = 9|-ip[0] = 5
(ip[0] | ip[1]) ^ ip[2] = 0|ip[0] << 2 = 20|ip[0] >> 4 = 4|ether[0:4] = 0x11223344 and ether[4:2] = 0x5566|len / 2 = 30|len % 4 = 0
1 = 1|1 = 2|0 < 1|ip[0] = ip[0]|ip[1] / 0 = 1|5 / 0 = 1|ip[20:1] = 0xff|radio[0] = 1|wlan[0] = 0x80|ppp[0] = 3|slip[0] = 1|tr[0] = 1
1.2.3.4|192.0.2.1 or 192.0.2.2|src 192.0.2.1|dst 192.0.2.2|src or dst port 80|src and dst port 80|src or dst host 192.0.2.1|ip and not tcp
not ip|not not ip|! tcp|!(tcp or udp)|(tcp)|((tcp or udp) and port 53)|tcp or udp or icmp|tcp and udp|tcp port 80 or 443 or 8080"""

mistakes = r"""foo|tcp port|port|port 70000|host|host 1.2.3.4.5|host 300.1.1.1|net 1.2.3.4/33|net 1.2.3.4/24|ip[|ip[0|ip[0:3] = 1|ip[0] =|tcp and|and tcp
(tcp|tcp)|tcp tcp|ip proto foo|ether host 1:2|portrange 5|portrange a-b|vlan foo|len|len >|1 =|udp[0:2:3]|tcp port 80 81|not|!|or|ip6 host 1.2.3.4
arp port 80|ether port 80|udp host 1.2.3.4|icmp port 3|tcp host 1.2.3.4|net 10 mask|host 2001:db8::/32|net 2001:db8::1/129|ip host ::1|greater
less x|%|tcp $ udp|port 80 &|ip[0] & = 1|ip[0] <> 3|"tcp|tcp;|#|ether proto \foo|proto \foo|gateway 1.2.3.4|mpls 10000000|vlan 5000|pppoes 70000
ip[5000000000] = 1|ip[0] = 5000000000|0x = 1|port 0x50|08 = 8|host 0x7f000001|tcp[tcpflags|tcp[foo] = 1|type foo|subtype beacon foo|dir 9
action foo|reason foo|on|ifindex x|inbound outbound|llc foo|iso proto foo|1 or|(((((tcp)))))|((tcp|()|[]|tcp[]|ether[0:8] = 1|ip protochain foo
ip6 protochain 70000|port http|port nosuchservice|tcp port domain|udp port domain|port ssh or telnet|src src port 5|dst src port 5|net 256|net 1.2.3.4.5"""


def split(text):
    # An expression has "|" of its own within brackets and parentheses, or between blanks.
    out, depth, word = [], 0, ""
    for line in text.split("\n"):
        for i, c in enumerate(line):
            if c in "([":
                depth += 1
            elif c in ")]":
                depth = max(0, depth - 1)
            spaced = line[i - 1:i] == " " and line[i + 1:i + 2] == " "
            if c == "|" and (depth == 0 or "foo" in word or text is mistakes) and not spaced:
                out.append(word)
                word, depth = "", 0
            else:
                word += c
        out.append(word)
        word, depth = "", 0
    return [w.strip() for w in out if w.strip()]


rng = random.Random(20)
good, bad = split(primitives), split(mistakes)
lines = [""] + good + bad
while len(lines) < 560:
    n = rng.randint(2, 5)
    words = []
    for i in range(n):
        e = rng.choice(good)
        if " and " in e or " or " in e or rng.random() < 0.2:
            e = "(" + e + ")"
        if rng.random() < 0.2:
            e = "not " + e
        words.append(e)
        words.append(rng.choice(["and", "or", "&&", "||", "and", "or"]))
    line = " ".join(words[:-1])
    if rng.random() < 0.05:
        at = rng.randrange(len(line))
        line = line[:at] + rng.choice("()[]&|=!x ") + line[at + 1:]
    if line not in lines:
        lines.append(line)
print("\n".join(lines))

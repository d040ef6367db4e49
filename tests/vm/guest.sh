#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# The first process of the guest of tests/vm/run: says "ok NAME", "FAIL NAME: why" on the serial console, and ends the machine.
/bin/busybox --install -s /bin
export PATH=/usr/sbin:/usr/bin:/bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev 2>/dev/null
mount -t cgroup2 none /sys/fs/cgroup
mount -t bpf none /sys/fs/bpf
mount -t securityfs none /sys/kernel/security
dmesg -n 1
ip link set lo up

say_ok() { echo "ok vm/$1"; }
say_fail() { echo "FAIL vm/$1: $(echo "$2" | tr '\n' ' ' | cut -c1-500)"; }
# has NAME TEXT PATTERN: a line of the text fits.
has() { if echo "$2" | grep -q -E -e "$3"; then say_ok "$1"; else say_fail "$1" "no '$3' in: $2"; fi; }
# is NAME GOT WANTED
is() { if [ "$2" = "$3" ]; then say_ok "$1"; else say_fail "$1" "it is '$2', not '$3'"; fi; }
# hook PROGRAM [ARGUMENT...]: attached while mine.c removes a file; what it says.
hook() {
	local prog=$1
	shift
	echo x >/tmp/file
	kbcc attach /test/hooks.o --prog "$prog" "$@" -- mine /tmp/file 2>&1
}

has kprobe "$(hook on_kprobe)" '^ +kprobe_calls +1$'
has kprobe-where "$(hook on_where vfs_unlink)" '^ +where_calls +1$'
out=$(hook on_kretprobe)
has kretprobe "$out" '^ +kretprobe_calls +1$'
out=$(hook on_ksyscall)
has ksyscall "$out" '^ +ksyscall_calls +1$'
has ksyscall-argument "$out" '^ +nice_by +5$'
has fentry "$(hook on_fentry)" '^ +fentry_calls +1$'
out=$(hook on_fexit)
has fexit "$out" '^ +fexit_calls +1$'
out=$(hook on_lsm)
has lsm "$out" '^ +lsm_calls +1$'
out=$(hook on_lsm --map '.rodata={"deny": 1}')
is lsm-denies "$? $(cat /tmp/file)" "1 x"
mine /tmp/file
is lsm-goes "$? $(ls /tmp/file 2>&1)" "0 ls: /tmp/file: No such file or directory"
# As a kernel says it that was booted without: kbcc asks this file.
echo landlock,lockdown >/tmp/lsm
mount --bind /tmp/lsm /sys/kernel/security/lsm
has lsm-idle "$(hook on_lsm)" "warning: program 'on_lsm' is attached, but the kernel does not call it: .* \\(landlock,lockdown\\); boot with lsm=...,bpf"
umount /sys/kernel/security/lsm

# ---- tc without tcx ----
there() { { tc qdisc show dev lo; tc filter show dev lo ingress; tc filter show dev lo egress; } | grep -o -E 'clsact|handle 0x1 [a-z_]+' | tr '\n' ' '; }
out=$(kbcc attach /test/tc.o lo -- bash -c "echo x >/dev/udp/127.0.0.1/9; $(declare -f there); echo during: \$(there)" 2>&1)
has clsact-during "$out" '^during: clsact handle 0x1 vm_first handle 0x1 vm_second handle 0x1 vm_out'
has clsact-counts "$out" '^ +behind_first +[1-9]'
is clsact-after "$(there)" ""
kbcc attach /test/tc.o lo >/tmp/out 2>&1 &
while ! grep -q vm_out /tmp/out; do sleep 0.1; done
kill -KILL $!
wait $! 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9; do [ -z "$(there)" ] || sleep 0.2; done
is clsact-killed "$(there)" ""

# ---- what this kernel does not have either ----
has no-multi "$(hook on_multi)" 'CONFIG_FPROBE'
has no-function "$(hook on_where nosuch_function)" "the kernel has no function 'nosuch_function' that can be probed"
has no-struct-ops-link "$(kbcc attach /test/all.o lo --netns new --cgroup new --for 0.1 2>&1)" 'struct_ops .*kernel 6.4'

# ---- samples ----
for dir in /samples/*; do
	name=$(basename "$dir")
	cd "$dir"
	if [ -e run.sh ]; then
		timeout 60 bash ./run.sh /bin/kbcc "$dir/$name.o" >/tmp/out 2>&1
	else
		timeout 60 ./user "$dir/$name.o" >/tmp/out 2>&1
	fi
	sed -E 's/ +[1-9][0-9]* instructions, JIT +[1-9][0-9]* bytes/ N instructions, JIT N bytes/' /tmp/out >/tmp/got
	if cmp -s /tmp/got expected.txt; then say_ok "sample-$name"; else say_fail "sample-$name" "$(diff /tmp/got expected.txt)"; fi
done
echo "# vm: done"
poweroff -f

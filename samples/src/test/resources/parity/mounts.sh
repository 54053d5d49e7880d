# Mount options, binds, propagation, what a less privileged namespace may not undo.
mkdir -p /tmp/m/a /tmp/m/b /tmp/m/c /tmp/m/d
cat > /tmp/m/inner <<'I'
show() { sed -n 's/^[0-9]* [0-9]* [0-9:]* \(.*\) \(\/tmp\/m[^ ]*\) \([^ ]*\)\(.*\) - \([^ ]*\) \([^ ]*\) .*/\1 \2 \3\4 \5 \6/p' /proc/self/mountinfo | sed 's/:[0-9][0-9]*/:N/g'; }
cd /tmp/m
mount -t tmpfs one /tmp/m/a && echo mounted
mkdir a/sub; echo hi > a/file; cp /bin/busybox a/bb
show
mount -o remount,ro,bind /tmp/m/a; show; echo x > a/file; rm a/file; touch a/new; echo "$?"
mount -o remount,rw,bind,noexec,nosuid,nodev /tmp/m/a; show; a/bb true; echo "noexec $?"
mount -o remount,bind,noatime /tmp/m/a; show; a/bb true; echo "exec $?"
mount -o bind a/sub b; touch b/in; ls a/sub; show
mount -o bind a/file c 2>/dev/null || echo "not a directory"
touch f; mount -o bind a/file f; cat f; show; umount f
umount a 2>/dev/null; echo "busy $?"
umount b; umount a; show
echo "-- rbind"
mount -t tmpfs one a; mkdir a/x; mount -t tmpfs two a/x; touch a/x/deep
mount -o bind a b; ls b/x; umount b
mount -o rbind a b; ls b/x; show; umount b 2>/dev/null; echo "busy $?"; umount -l b; show; umount a/x
echo "-- move"
mount --move a c; show; ls c; mount --move c c/x 2>/dev/null || echo loop; umount c
echo "-- shared"
mount -t tmpfs one a; mount --make-shared a; mount -o bind a b; show
mkdir a/p; mount -t tmpfs three a/p; touch a/p/seen; ls b/p; show
umount b/p; ls a/p; show
mount --make-slave b; show; mount -t tmpfs four a/p; ls -d b/p; mkdir -p b/q; mount -t tmpfs five b/q; touch b/q/own; ls a/q; show
umount b/q; umount a/p; show
mount --make-private b; mount -t tmpfs six a/p; touch a/p/six; ls b/p; umount a/p; umount b
mount --make-unbindable a; mount -o bind a b 2>/dev/null || echo unbindable; show; umount a; show
echo "-- errors"
mount -t nothing none a 2>/dev/null; echo "$?"; mount --make-shared a 2>/dev/null; echo "$?"
mount -t tmpfs none /tmp/m/missing 2>/dev/null; echo "$?"; umount /tmp/m/d 2>/dev/null; echo "$?"
mount -t tmpfs -o size=64k,mode=700 small d; stat -c %a d; dd if=/dev/zero of=d/big bs=1k count=100 2>/dev/null; echo "$?"; stat -c %s d/big; umount d
echo "-- namespaces"
mount -t tmpfs one a; mount -o remount,ro,bind a; mount --make-shared a
unshare -r -m --propagation slave sh -c "$(grep '^show' /tmp/m/inner)"'; show; mount -o remount,rw,bind /tmp/m/a 2>/dev/null; echo "locked $?"; umount /tmp/m/a 2>/dev/null; echo "held $?"
 mount -t tmpfs in /tmp/m/b && touch /tmp/m/b/inside; mount -o bind /tmp/m/a /tmp/m/c; touch /tmp/m/c/x; mount -o remount,rw,bind /tmp/m/c 2>/dev/null; echo "locked $?"; show; unshare -m sh -c "umount /tmp/m/b; echo own \$?"'
ls b; umount a
echo "-- pivot"
mount -t tmpfs root a; mkdir a/old a/bin a/proc; cp /bin/busybox a/bin; cd a; pivot_root . old; echo "$?"; /bin/busybox ls /; /bin/busybox ls /old/tmp/m | /old/bin/busybox head -3
/bin/busybox umount /old 2>/dev/null; echo "$?"; /bin/busybox umount -l /old; echo "$?"; /bin/busybox ls /old
I
unshare -r -m sh /tmp/m/inner 2>&1
ls /tmp/m/b; rm -r /tmp/m

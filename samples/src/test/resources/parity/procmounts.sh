# What is mounted on files and directories of /proc is found there.
mount --bind /proc/sys /proc/sys; echo $?
mount -o remount,bind,ro /proc/sys; echo $?
(echo x > /proc/sys/kernel/hostname) 2>&1 | sed 's/.*: //'
cat /proc/sys/kernel/ostype
umount /proc/sys; echo $?
mkdir /tmp/procmounts
mount -t tmpfs none /tmp/procmounts
echo mine > /tmp/procmounts/file
mount --bind /tmp/procmounts /proc/sys/kernel; echo $?
ls /proc/sys/kernel
cat /proc/sys/kernel/file
umount /proc/sys/kernel; echo $?
cat /proc/sys/kernel/ostype
mount --bind /tmp/procmounts/file /proc/uptime; echo $?
cat /proc/uptime
umount /proc/uptime; echo $?
mount --bind /tmp/procmounts/file /proc/self/comm; echo $?
mount --bind /tmp/procmounts/file /proc/$$/limits; echo $?
cat /proc/$$/limits
grep -c limits /proc/self/mountinfo
umount /proc/$$/limits; echo $?
umount /proc/sys 2>/dev/null; echo $?
umount /tmp/procmounts; rmdir /tmp/procmounts; echo $?

# mount options of devpts
mkdir -p /tmp/pts
for o in "" gid=5,mode=620,ptmxmode=666 uid=7,newinstance mode=0 ; do
    mount -t devpts ${o:+-o $o} none /tmp/pts
    grep ' /tmp/pts ' /proc/mounts
    umount /tmp/pts
done

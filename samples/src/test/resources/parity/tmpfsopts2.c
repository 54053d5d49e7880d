/* What a tmpfs takes as sizes, numbers, policies of nodes and ways of using memory, and what it shows of them. */
#include "parity.h"
#include <sys/mount.h>

static const char *at = "/dev/shm/opts2";

static void shown(const char *of) {
    char line[512], point[100], options[300];
    FILE *f = fopen("/proc/self/mounts", "r");
    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "%*s %99s %*s %299[^\n]", point, options) == 2 && !strcmp(point, at))
            printf("%s: %s\n", of, options);
    }
    fclose(f);
}

static void try(const char *options) {
    if (mount("x", at, "tmpfs", 0, options)) {
        printf("%s: %s\n", options, strerrorname_np(errno));
        return;
    }
    shown(options);
    umount(at);
}

static void again(const char *first, const char *then) {
    mount("x", at, "tmpfs", 0, first);
    printf("%s then ", first);
    if (mount(0, at, 0, MS_REMOUNT, then))
        printf("%s: %s\n", then, strerrorname_np(errno));
    shown(then);
    umount(at);
}

/* One by one, as fsconfig(2) takes them. */
static void apart(const char *name, const char *value) {
    int fd = syscall(SYS_fsopen, "tmpfs", 0);
    printf("%s %s: ", name, value ? value : "");
    printf("%s ", syscall(SYS_fsconfig, fd, value ? 1 : 0, name, value, 0) ? strerrorname_np(errno) : "ok");
    char said[200] = "";
    if (read(fd, said, 199) < 0)
        strcpy(said, "-\n");
    printf("%s %s", syscall(SYS_fsconfig, fd, 6, 0, 0, 0) ? strerrorname_np(errno) : "ok", said);
    close(fd);
}

int main(void) {
    const char *all[] = {"mpol=default", "mpol=prefer:0", "mpol=bind:0", "mpol=interleave", "mpol=interleave:0", "mpol=local", "mpol=prefer", "mpol=bind", "mpol=prefer:1", "mpol=bind:1",
        "mpol=bind:0-3", "mpol=bind:0,1", "mpol=local:0", "mpol=default:0", "mpol=prefer:0-1", "mpol=prefer:00", "mpol=prefer=static:0", "mpol=prefer=relative:0", "mpol=bind=static:0",
        "mpol=bind=relative:0", "mpol=interleave=static", "mpol=bind=foo:0", "mpol=x", "mpol=", "mpol", "mpol=prefer=static", "mpol=local=static", "mpol=bind:", "mpol=prefer:",
        "mpol=interleave:", "mpol=weighted interleave", "mpol=weighted interleave:0", "mpol=prefer (many)", "mpol=prefer (many):0", "mpol=bind:0x", "mpol=bind:0,", "mpol=bind:,0",
        "mpol=bind: 0", "mpol=bind:0-0", "mpol=bind:0:0", "mpol=bind:0,size=1m", "mpol=bind:0,0,size=1m", "size=1m,mpol=bind:0,nr_inodes=4", "mpol=default=static", "mpol=default=x",
        "mpol=bind:0/1", "mpol=bind:0-0:1/2", "mpol=bind:0-0:0/1", "mpol=bind:0-0:2/1", "mpol=bind:0-0:1/0", "mpol=bind=static=relative:0", "mpol=BIND:0", "mpol=prefer=:0",
        "mpol=bind:0,mpol=default", "mpol=prefer:0,mpol=local", "mpol=bind:0 0", "mpol=bind:all", "size=1p", "size=1e", "size=4p", "size=8e", "size=16e", "size=18446744073709551615", "size=0", "size=1", "size=4097",
        "size=1t", "size=0%", "size=1kk", "size=k", "size=-1", "size=0x1000", "size=010000", "size=08", "size=0x", "size= 1m", "size=1m ", "size=1T", "size=1P", "size=1E", "nr_blocks=1p", "nr_blocks=0",
        "nr_blocks=1e", "nr_blocks=9e", "nr_blocks=100%", "nr_inodes=1p", "nr_inodes=0", "nr_inodes=1k", "nr_inodes=1e", "nr_inodes=-1", "nr_inodes=16e", "nr_inodes=18014398509481983", "nr_inodes=18014398509481984",
        "size=9223372036854775807", "size=9223372036854775808", "nr_blocks=9223372036854775808", "nr_blocks=4503599627370495", "size=1m,nr_blocks=5", "nr_blocks=5,size=1m", "uid=4294967294",
        "huge=", "huge", "huge=never", "huge=x", "inode32", "inode64", "inode32,inode64", "inode32=1", "noswap", "noswap=1", "noswap,inode32,size=4k,mpol=local", "size", "size="};
    mkdir(at, 0755);
    for (int i = 0; i < sizeof all / sizeof *all; i++) {
        try(all[i]);
    }
    char many[3900] = "mpol=bind:0";
    while (strlen(many) < sizeof many - 3)
        strcat(many, ",0");
    try(many);
    const char *pairs[][2] = {{"size", "1m"}, {"size", "x"}, {"size", 0}, {"inode32", 0}, {"noswap", 0}, {"mpol", "bind:0,0"}, {"mpol", "x"}, {"mpol", 0}, {"huge", "x"},
        {"huge", "never"}, {"nr_inodes", "1e"}, {"nr_blocks", "9e"}, {"uid", "x"}, {"mode", "9"}, {"nope", "1"}, {"nope", 0}};
    for (int i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        apart(pairs[i][0], pairs[i][1]);
    }
    again("mpol=bind:0", "size=1m");
    again("mpol=bind:0", "mpol=local");
    again("mpol=bind:0", "mpol=default");
    again("inode32", "size=1m");
    again("inode32", "inode64");
    again("noswap", "size=1m");
    again("noswap", "noswap,size=1m");
    again("size=1m", "noswap");
    again("size=0", "size=1m");
    again("nr_inodes=0", "nr_inodes=5");
    again("nr_inodes=0", "nr_inodes=0");
    again("nr_inodes=5", "nr_inodes=0");
    again("size=1m", "size=0");
}

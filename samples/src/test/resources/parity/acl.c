/* Access control lists: their form, who may do what by them, what chmod and new files make of them. */
#include "parity.h"

#define ACCESS "system.posix_acl_access"
#define DEFAULT "system.posix_acl_default"

enum { U = 1, USER = 2, G = 4, GROUP = 8, M = 16, O = 32 };

struct list {
    uint32_t version;
    struct {
        uint16_t tag, rights;
        uint32_t id;
    } entries[12];
};

static int made(struct list *to, const char *text) {
    int n = 0, tag, rights, id, length;
    to->version = 2;
    while (sscanf(text, "%d:%d:%d%n", &tag, &rights, &id, &length) == 3) {
        to->entries[n].tag = tag;
        to->entries[n].rights = rights;
        to->entries[n++].id = id;
        text += length + (text[length] == ' ');
    }
    return 4 + 8 * n;
}

static void set(const char *file, const char *name, const char *text) {
    struct list list;
    int size = made(&list, text), result = setxattr(file, name, &list, size, 0);
    printf("set %s %s %s: %d %s\n", file, name + 17, text, result, result ? strerrorname_np(errno) : "");
}

static void show(const char *file) {
    struct list list;
    struct stat s;
    char names[300];
    const char *kinds[] = {ACCESS, DEFAULT};
    int length = listxattr(file, names, sizeof names);
    stat(file, &s);
    printf("%s %o:", file, s.st_mode);
    for (int i = 0; i < length; i += strlen(names + i) + 1) {
        printf(" %s", names + i);
    }
    puts("");
    for (int k = 0; k < 2; k++) {
        int size = getxattr(file, kinds[k], &list, sizeof list);
        if (size < 0) {
            printf("  %s %s\n", kinds[k] + 17, strerrorname_np(errno));
            continue;
        }
        printf("  %s v%d:", kinds[k] + 17, list.version);
        for (int i = 0; i < (size - 4) / 8; i++) {
            printf(" %d:%d:%d", list.entries[i].tag, list.entries[i].rights, list.entries[i].id);
        }
        puts("");
    }
}

static void as(int uid, int gid, int more, const char *file) {
    fflush(stdout);
    if (!fork()) {
        int groups[] = {more};
        setgroups(1, groups);
        setresgid(gid, gid, gid);
        setresuid(uid, uid, uid);
        printf("%d:%d,%d on %s: %d%d%d%d\n", uid, gid, more, file, !access(file, R_OK), !access(file, W_OK), !access(file, X_OK),
               !access(file, R_OK | W_OK));
        fflush(stdout);
        _exit(0);
    }
    wait(0);
}

static void forms(void) {
    struct list list;
    const char *wrong[] = {"1:7:0 4:5:0",
                           "1:7:0 2:5:7 4:5:0 32:0:0",
                           "1:7:0 4:5:0 32:8:0",
                           "4:5:0 1:7:0 32:0:0",
                           "1:7:0 8:5:7 4:5:0 16:7:0 32:0:0",
                           "1:7:0 4:5:0 32:0:0 32:0:0",
                           "1:7:0 4:5:0 64:0:0",
                           "1:7:0 4:5:0 16:7:0 16:7:0 32:0:0",
                           "1:7:0 2:7:-1 4:5:0 16:7:0 32:0:0",
                           "1:7:0 2:7:5 2:6:5 4:5:0 16:7:0 32:0:0",
                           "1:7:0 2:7:6 2:6:5 4:5:0 16:7:0 32:0:0",
                           "1:7:0 16:5:0 4:5:0 32:0:0",
                           "1:7:0 4:5:0 16:7:0 32:0:0"};
    close(file("f", "text"));
    show("f");
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        set("f", ACCESS, wrong[i]);
    }
    show("f");
    T(removexattr("f", ACCESS));
    T(removexattr("f", ACCESS));
    show("f");
    set("f", DEFAULT, "1:7:0 4:5:0 32:0:0");
    T(removexattr("f", DEFAULT));
    int size = made(&list, "1:6:0 4:4:0 32:4:0");
    T(setxattr("f", ACCESS, &list, 3, 0));
    T(setxattr("f", ACCESS, &list, 4, 0));
    T(setxattr("f", ACCESS, &list, 0, 0));
    T(setxattr("f", ACCESS, &list, size - 1, 0));
    T(setxattr("f", ACCESS, &list, size, XATTR_CREATE));
    T(setxattr("f", ACCESS, &list, size, XATTR_REPLACE));
    list.version = 1;
    T(setxattr("f", ACCESS, &list, size, 0));
    T(setxattr("f", "system.posix_acl_other", &list, size, 0));
    T(getxattr("f", "system.posix_acl_other", &list, size));
    size = made(&list, "1:6:0 2:4:7 4:4:0 16:4:0 32:4:0");
    T(setxattr("f", ACCESS, &list, size, XATTR_REPLACE));
    T(setxattr("f", ACCESS, &list, size, XATTR_CREATE));
    T(getxattr("f", ACCESS, 0, 0));
    T(getxattr("f", ACCESS, &list, 5));
    symlink("f", "l");
    T(lsetxattr("l", ACCESS, &list, size, 0));
    T(lgetxattr("l", ACCESS, &list, size));
    T(lremovexattr("l", ACCESS));
    T(getxattr("/proc/self/status", ACCESS, &list, size));
    T(setxattr("/proc/self/status", ACCESS, &list, size, 0));
    int p[2];
    pipe(p);
    T(fsetxattr(p[0], ACCESS, &list, size, 0));
    mkfifo("p", 0600);
    set("p", ACCESS, "1:6:0 2:4:7 4:4:0 16:4:0 32:4:0");
    show("p");
    show("f");
    chmod("f", 0640);
    show("f");
    chmod("f", 0777);
    show("f");
    setxattr("f", "user.a", "b", 1, 0);
    setxattr("f", "security.a", "b", 1, 0);
    setxattr("f", "trusted.a", "b", 1, 0);
    show("f");
}

static void rights(void) {
    close(file("g", "text"));
    chown("g", 100, 200);
    chmod("g", 0600);
    set("g", ACCESS, "1:4:0 2:6:101 2:0:102 4:2:0 8:4:201 8:1:202 16:7:0 32:1:0");
    show("g");
    as(100, 200, 0, "g");
    as(101, 1, 0, "g");
    as(102, 200, 0, "g");
    as(103, 200, 0, "g");
    as(103, 200, 201, "g");
    as(103, 201, 202, "g");
    as(103, 5, 201, "g");
    as(103, 5, 202, "g");
    as(103, 5, 6, "g");
    set("g", ACCESS, "1:4:0 2:6:101 4:6:0 8:4:201 16:4:0 32:2:0");
    as(101, 1, 0, "g");
    as(103, 200, 0, "g");
    as(103, 5, 6, "g");
    chmod("g", 0607);
    show("g");
    as(101, 1, 0, "g");
    as(103, 200, 0, "g");
    CHILD(setresuid(103, 103, 103); set("g", ACCESS, "1:4:0 4:6:0 32:2:0"); T(removexattr("g", ACCESS)); show("g"));
    CHILD(setresgid(9, 9, 9); setresuid(100, 100, 100); chmod("g", 02755); show("g"); set("g", ACCESS, "1:7:0 2:7:1 4:7:0 16:7:0 32:7:0");
          show("g"));
    chmod("g", 06755);
    set("g", ACCESS, "1:7:0 2:7:1 4:7:0 16:7:0 32:7:0");
    show("g");
    CHILD(setgroups(0, 0); setresgid(9, 9, 9); setresuid(100, 100, 100); set("g", ACCESS, "1:7:0 4:7:0 32:7:0"); show("g"));
}

static void handed(void) {
    umask(027);
    mkdir("d", 0750);
    set("d", DEFAULT, "1:7:0 2:6:101 4:5:0 16:7:0 32:5:0");
    show("d");
    close(open("d/f", O_CREAT | O_WRONLY, 0666));
    show("d/f");
    close(open("d/g", O_CREAT | O_WRONLY, 0600));
    show("d/g");
    mkdir("d/d", 0777);
    show("d/d");
    mkfifo("d/p", 0622);
    show("d/p");
    symlink("f", "d/l");
    struct sockaddr_un name = {AF_UNIX, "d/s"};
    bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&name, sizeof name);
    show("d/s");
    int fd = open("d", O_TMPFILE | O_RDWR, 0666);
    char path[40];
    sprintf(path, "/proc/self/fd/%d", fd);
    struct stat s;
    fstat(fd, &s);
    printf("%o %zd\n", s.st_mode, fgetxattr(fd, ACCESS, 0, 0));
    set("d", DEFAULT, "1:6:0 4:4:0 32:0:0");
    mkdir("d/e", 0777);
    show("d/e");
    close(open("d/h", O_CREAT | O_WRONLY, 0666));
    show("d/h");
    rename("d/f", "moved");
    show("moved");
    T(removexattr("d", DEFAULT));
    T(removexattr("d", DEFAULT));
    close(open("d/i", O_CREAT | O_WRONLY, 0666));
    show("d/i");
    set("d", ACCESS, "1:7:0 2:1:101 4:5:0 16:7:0 32:0:0");
    chmod("d/g", 0644);
    as(101, 1, 0, "d/g");
    as(101, 1, 0, "d");
    as(102, 1, 0, "d/g");
}

static void mapped(void) {
    close(file("u", "text"));
    set("u", ACCESS, "1:7:0 2:7:1 2:6:0 4:7:0 16:7:0 32:7:0");
    CHILD(own_users(); show("u"); set("u", ACCESS, "1:7:0 2:7:1 4:7:0 16:7:0 32:7:0"); set("u", ACCESS, "1:7:0 2:3:0 4:7:0 16:7:0 32:7:0"));
    show("u");
}

int main(void) {
    umask(022);
    fresh("acl");
    forms();
    rights();
    handed();
    mapped();
}

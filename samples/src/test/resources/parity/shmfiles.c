/* /proc/PID/map_files and maps of System V shared memory. */
#include "parity.h"
static void look(void *at, long size) {
    char path[100], text[200] = "";
    struct stat s, l;
    sprintf(path, "/proc/self/map_files/%lx-%lx", (long)at, (long)at + size);
    T(readlink(path, text, 199));
    puts(text);
    T(lstat(path, &l));
    printf("%o %ld\n", l.st_mode, (long)l.st_size);
    T(stat(path, &s));
    printf("%o %ld links %d uid %d blocks %ld\n", s.st_mode, (long)s.st_size, (int)s.st_nlink, s.st_uid, (long)s.st_blocks);
    struct statfs f;
    T(statfs(path, &f));
    printf("%lx\n", (long)f.f_type);
}
int main() {
    int id = shmget(0x1234, 10000, IPC_CREAT | 0640);
    char *at = shmat(id, 0, 0);
    at[5000] = 'x';
    look(at, 12288);
    char path[100];
    sprintf(path, "/proc/self/map_files/%lx-%lx", (long)at, (long)at + 12288);
    int fd = open(path, O_RDWR);
    T(fd > 0);
    char c;
    T(pread(fd, &c, 1, 5000)); T(c);
    T(pwrite(fd, "y", 1, 4999));
    T(at[4999]);
    T(lseek(fd, 0, SEEK_END));
    char *map = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    T(map != MAP_FAILED);
    if (map != MAP_FAILED) { T(map[5000]); map[1] = 'q'; T(at[1]); }
    T(fsync(fd));
    T(fchmod(fd, 0600));
    struct shmid_ds d;
    T(shmctl(id, IPC_STAT, &d)); T(d.shm_nattch); T(d.shm_perm.mode);
    char *ro = shmat(id, 0, SHM_RDONLY);
    T(shmctl(id, IPC_STAT, &d)); T(d.shm_nattch);
    look(ro, 12288);
    sprintf(path, "/proc/self/map_files/%lx-%lx", (long)ro, (long)ro + 12288);
    T(open(path, O_RDWR) > 0);
    T(shmdt(ro));
    T(shmctl(id, IPC_RMID, 0));
    look(at, 12288);
    T(shmdt(at));
    T(pread(fd, &c, 1, 5000)); T(c);
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[300];
    while (fgets(line, 300, maps)) if (strstr(line, "SYSV")) puts(strstr(line, "/SYSV") - 10);
    id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    at = shmat(id, 0, 0);
    look(at, 4096);
    at = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    look(at, 4096);
    sprintf(path, "/proc/self/map_files/%lx-%lx", (long)at, (long)at + 4096);
    fd = open(path, O_RDWR);
    T(fd > 0);
    at[3] = 'z';
    T(pread(fd, &c, 1, 3)); T(c);
    shmctl(id, IPC_RMID, 0);
}
